# Mails an das Team. $who ist ein Name, ein Telefon oder eine Adresse; $site der Name der Website.

mail-lead-subject = Neuer Lead auf { $site }: { $who }
mail-lead-subject-again = { $who } hat sich auf { $site } wieder gemeldet
mail-lead-reason = { $who } hat auf { $site } einen Kontakt hinterlassen.
mail-lead-reason-again = { $who } ist schon bekannt und hat sich auf { $site } wieder gemeldet.
mail-lead-button = Lead öffnen

mail-chat-subject = { $who } wartet auf { $site } auf eine Antwort
mail-chat-reason = { $who } hat auf { $site } geschrieben, und seit { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    } hat niemand geantwortet.
mail-chat-button = Jetzt antworten

mail-mention-subject = { $by } hat Sie im Chat mit { $who } erwähnt
mail-mention-reason = { $by } hat Sie in einer Notiz zum Chat mit { $who } auf { $site } erwähnt.
mail-mention-button = Chat öffnen
mail-mention-foot = Sie bekommen diese Mail, weil jemand aus dem Team Sie erwähnt hat und Sie nicht in der Konsole waren.

mail-digest-subject = Gesammelt: { $what } auf { $site }
mail-digest-reason = Auf { $site } kamen so viele Anfragen, dass sie hier gesammelt sind: { $what }.
mail-digest-more = … und { $count } weitere
mail-digest-button = Leads öffnen
mail-digest-button-chats = Posteingang öffnen
digest-leads = { $count ->
        [one] { $count } Lead
       *[other] { $count } Leads
    }
digest-chats = { $count ->
        [one] { $count } unbeantworteter Chat
       *[other] { $count } unbeantwortete Chats
    }

mail-fact-name = Name
mail-fact-phone = Telefon
mail-fact-email = E-Mail
mail-fact-page = Seite
mail-fact-source = Quelle
mail-fact-time = Zeit
mail-fact-requests = Anfragen bisher

mail-visitor = Ein Besucher
mail-time = %d.%m.%Y, %H:%M
mail-foot-why = Sie bekommen diese Mail, weil { $recipient } zu den Adressen gehört, die über { $site } benachrichtigt werden.
mail-foot-stop = Um sie abzustellen, nehmen Sie die Adresse in den Einstellungen der Website von der Liste:
mail-foot-settings = Einstellungen der Website
mail-foot-yours = Sie bekommen diese Mail, weil Sie in dieser Unterhaltung antworten sollen.
mail-foot-yours-stop = Sie endet, wenn Sie antworten oder die Unterhaltung abgeben. Die Zeiten stehen in den Einstellungen der Website:

channel-direct = Direkt
channel-search = Suche
channel-paid = Werbung
channel-social = Soziale Medien
channel-email = E-Mail
channel-referral = Andere Website
channel-campaign = Kampagne

# E-Mails an eine Adresse, die ein Besucher angegeben hat.
mail-visitor-chat = Sie haben im Chat mit { $site } Ihre E-Mail-Adresse hinterlassen.
mail-visitor-foot = Wenn Sie das nicht waren, ignorieren Sie diese E-Mail einfach.
