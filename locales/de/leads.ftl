# Die Leads: Liste, Karte, Quarantäne.

leads-search = Leads durchsuchen
leads-search-hint = Name, Telefon oder E-Mail
leads-none = Noch keine Leads
leads-none-text = Wer eine Telefonnummer oder E-Mail-Adresse hinterlässt, im Formular oder im Chat, erscheint hier, mit jeder Anfrage und ihrer Herkunft.
leads-install = Widget auf Ihrer Website einbauen
leads-show-all = Alle zeigen
leads-nothing = Nichts passt
leads-nothing-text = Auf keinen Lead trifft das alles zu. Nehmen Sie einen Filter weg oder suchen Sie nach einem Teil des Namens.
leads-show-all-leads = Alle Leads zeigen
leads-contact = Kontakt
leads-source = Quelle
leads-last = Zuletzt
leads-no-name = ohne Namen
leads-period = Zeitraum
leads-hours = { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
leads-days = { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
lead-without-name = Ohne Namen

status-new = Neu
status-working = In Arbeit
status-converted = Gewonnen
status-refused = Abgelehnt
status-postponed = Aufgeschoben

lead-back = Zurück zu den Leads
lead-incomplete = unvollständig: kein Name
lead-call = Anrufen
lead-write = Schreiben
lead-chat = Chat
lead-maybe-same = Eine Anfrage hatte das Telefon des einen Leads und die E-Mail-Adresse eines anderen. Vielleicht ist es dieselbe Person:
lead-other-both = beides
lead-other-phone = das Telefon
lead-other-email = die E-Mail-Adresse
lead-other-nameless = ein Lead ohne Namen
lead-different = Es sind verschiedene Personen
lead-same-visitor = Weitere Leads desselben Besuchers:
lead-claims = { $count ->
        [one] Eine Anfrage wurde hinzugefügt, weil jemand diesen Kontakt eingegeben hat.
       *[other] { $count } Anfragen wurden hinzugefügt, weil jemand diesen Kontakt eingegeben hat.
    } Niemand hat bestätigt, dass es dieselbe Person ist, deshalb wurde auf der Karte nichts geändert.
lead-note = Notiz für das Team
lead-add-note = Notiz hinzufügen
lead-timeline = Verlauf
lead-unconfirmed = nicht bestätigt
lead-open-chat = Unterhaltung öffnen
lead-became = Wurde zum Lead
lead-facts = Angaben
lead-set = Setzen
lead-set-status = (Status)
lead-set-owner = (Zuständigkeit)
lead-reason = Grund der Ablehnung
lead-nobody = Noch niemand
lead-taken = Ein anderer Lead hat diesen Kontakt.
lead-taken-open = Öffnen Sie ihn, um beide zu vergleichen.
lead-save-contact = Kontakt speichern
lead-where-from = Herkunft
lead-none = keins
lead-no-owner = noch niemand

source-campaign = Kampagne
source-source = Quelle
source-medium = Medium
source-term = Suchbegriff
source-content = Inhalt
source-referrer = Verweis von
source-landing = Erste Seite

event-chat = Hat im Chat einen Kontakt hinterlassen
event-form = Hat das Kontaktformular gesendet
event-consent = Einwilligung
event-consent-given = erteilt
event-released = Freigegeben von
event-noted = Notiz von { $who }
event-status = { $who } hat den Status auf „{ $status }“ gesetzt
event-owner = { $who } hat den Lead an { $owner } gegeben
event-no-owner = { $who } hat die Zuständigkeit aufgehoben
event-contact = { $who } hat den Kontakt geändert
event-somebody = Jemand
event-other-status = eine andere Stufe

wrong-no-reason = Sagen Sie, warum: Aus Ablehnungen ohne Grund lernt niemand etwas.
wrong-no-note = Schreiben Sie zuerst etwas.
wrong-phone = Das ist keine Telefonnummer. Beginnen Sie mit + und der Ländervorwahl.
wrong-no-contact = Ein Lead braucht eine Telefonnummer oder eine E-Mail-Adresse.
wrong-taken = Das hat schon ein anderer Lead.

quarantine-count = { $count } zu prüfen
quarantine-release-chosen = Markierte zu Leads machen
quarantine-none = Nichts zu prüfen
quarantine-none-text = Anfragen, die nach einem Roboter aussehen, warten hier mit den Gründen. Nichts wird weggeworfen, und niemand bekommt Mails darüber.
quarantine-leads = Leads ansehen
quarantine-text = Diese sahen nach einem Roboter aus. Wenn eine von einem Menschen ist, machen Sie sie zum Lead: Sie wird dann wie jede andere gemailt.
quarantine-choose = { $name } auswählen
quarantine-release = Das ist ein Mensch
quarantine-left-in = Kam über
quarantine-chat = den Chat
quarantine-form = das Kontaktformular
quarantine-address = Adresse
quarantine-browser = Browser
quarantine-no-browser = keiner genannt

done-status = Der Status ist geändert.
done-owner = Die Zuständigkeit ist geändert.
done-note = Die Notiz steht auf der Karte.
done-separate = Sie bleiben getrennte Leads.
done-released = Das ist jetzt ein Lead.
done-before = Jemand anderes hat es schon vor Ihnen freigegeben.
event-magnet-given = Hat „{ $name }“ bekommen
event-magnet-taken = Hat „{ $name }“ abgeholt
lead-magnets = Magnete
