# Mesaje către echipă. $who este un nume, un telefon sau o adresă; $site numele site-ului.

mail-lead-subject = Contact nou pe { $site }: { $who }
mail-lead-subject-again = { $who } a revenit pe { $site }
mail-lead-reason = { $who } a lăsat un contact pe { $site }.
mail-lead-reason-again = { $who }, pe care îl cunoașteți deja, a revenit pe { $site }.
mail-lead-button = Deschideți contactul

mail-chat-subject = { $who } așteaptă un răspuns pe { $site }
mail-chat-reason = { $who } a scris pe { $site } și nimeni nu a răspuns de { $minutes ->
        [one] { $minutes } minut
        [few] { $minutes } minute
       *[other] { $minutes } de minute
    }.
mail-chat-button = Răspundeți acum

mail-mention-subject = { $by } v-a menționat în conversația cu { $who }
mail-mention-reason = { $by } v-a menționat într-o notă la conversația cu { $who } de pe { $site }.
mail-mention-button = Deschideți conversația
mail-mention-foot = Primiți acest mesaj pentru că un coleg v-a menționat și nu erați în consolă.

mail-digest-subject = Rezumat: { $what } pe { $site }
mail-digest-reason = Pe { $site } au venit atât de multe cereri încât sunt adunate aici: { $what }.
mail-digest-more = … și încă { $count }
mail-digest-button = Deschideți contactele
mail-digest-button-chats = Deschideți conversațiile
digest-leads = { $count ->
        [one] { $count } contact
        [few] { $count } contacte
       *[other] { $count } de contacte
    }
digest-chats = { $count ->
        [one] { $count } conversație fără răspuns
        [few] { $count } conversații fără răspuns
       *[other] { $count } de conversații fără răspuns
    }

mail-fact-name = Nume
mail-fact-phone = Telefon
mail-fact-email = E-mail
mail-fact-page = Pagină
mail-fact-source = Sursă
mail-fact-time = Ora
mail-fact-requests = Cereri până acum

mail-visitor = Un vizitator
mail-time = %d.%m.%Y, %H:%M
mail-foot-why = Primiți acest mesaj pentru că { $recipient } este printre adresele anunțate despre { $site }.
mail-foot-stop = Ca să nu îl mai primiți, scoateți adresa din lista din setările site-ului:
mail-foot-settings = Setările site-ului
mail-foot-yours = Primiți acest e-mail pentru că dumneavoastră răspundeți în această conversație.
mail-foot-yours-stop = Se oprește când răspundeți sau predați conversația. Timpii sunt în setările site-ului:

channel-direct = Direct
channel-search = Căutare
channel-paid = Publicitate
channel-social = Rețele sociale
channel-email = E-mail
channel-referral = Alt site
channel-campaign = Campanie

# E-mailuri către o adresă dată de un vizitator.
mail-visitor-chat = Ați lăsat adresa dumneavoastră de e-mail în conversația cu { $site }.
mail-visitor-foot = Dacă nu ați fost dumneavoastră, ignorați acest e-mail.
