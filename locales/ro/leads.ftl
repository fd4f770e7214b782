# Contactele: listă, fișă, carantină.

leads-search = Căutați în contacte
leads-search-hint = Nume, telefon sau e-mail
leads-none = Încă niciun contact
leads-none-text = Oricine lasă un număr de telefon sau o adresă de e-mail, în formular sau în conversație, apare aici cu fiecare cerere și cu proveniența ei.
leads-install = Puneți widgetul pe site
leads-show-all = Afișați tot
leads-nothing = Nimic nu se potrivește
leads-nothing-text = Niciun contact nu are toate acestea. Scoateți un filtru sau căutați o parte din nume.
leads-show-all-leads = Afișați toate contactele
leads-contact = Date de contact
leads-source = Sursă
leads-last = Ultima
leads-no-name = fără nume
leads-period = Perioadă
leads-hours = { $count ->
        [one] { $count } oră
        [few] { $count } ore
       *[other] { $count } de ore
    }
leads-days = { $count ->
        [one] { $count } zi
        [few] { $count } zile
       *[other] { $count } de zile
    }
lead-without-name = Fără nume

status-new = Nou
status-working = În lucru
status-converted = Câștigat
status-refused = Refuzat
status-postponed = Amânat

lead-back = Înapoi la contacte
lead-incomplete = incomplet: fără nume
lead-call = Sunați
lead-write = Scrieți
lead-chat = Conversație
lead-maybe-same = O cerere avea telefonul unui contact și adresa de e-mail a altuia. Poate este aceeași persoană:
lead-other-both = ambele
lead-other-phone = telefonul
lead-other-email = adresa de e-mail
lead-other-nameless = un contact fără nume
lead-different = Sunt persoane diferite
lead-same-visitor = Alte contacte ale aceluiași vizitator:
lead-claims = { $count ->
        [one] O cerere a fost adăugată pentru că cineva a scris aceste date de contact.
        [few] { $count } cereri au fost adăugate pentru că cineva a scris aceste date de contact.
       *[other] { $count } de cereri au fost adăugate pentru că cineva a scris aceste date de contact.
    } Nimeni nu a confirmat că este aceeași persoană, de aceea fișa nu s-a schimbat.
lead-note = Notă pentru echipă
lead-add-note = Adăugați nota
lead-timeline = Istoric
lead-unconfirmed = neconfirmat
lead-open-chat = Deschideți conversația
lead-became = A devenit contact
lead-facts = Date
lead-set = Setați
lead-set-status = starea
lead-set-owner = responsabilul
lead-reason = Motivul refuzului
lead-nobody = Încă nimeni
lead-taken = Alt contact are aceste date.
lead-taken-open = Deschideți-l pentru a le compara.
lead-save-contact = Salvați datele
lead-where-from = Proveniență
lead-none = niciunul
lead-no-owner = încă nimeni

source-campaign = Campanie
source-source = Sursă
source-medium = Mediu
source-term = Termen
source-content = Conținut
source-referrer = Site de proveniență
source-landing = Prima pagină

event-chat = A lăsat un contact în conversație
event-form = A trimis formularul de contact
event-consent = Acord
event-consent-given = dat
event-released = Eliberat de
event-noted = Notă de la { $who }
event-status = { $who } a pus starea „{ $status }”
event-owner = { $who } a dat contactul către { $owner }
event-no-owner = { $who } a scos responsabilul
event-contact = { $who } a schimbat datele de contact
event-somebody = Cineva
event-other-status = altă etapă

wrong-no-reason = Spuneți de ce: din refuzuri fără motiv nu se învață nimic.
wrong-no-note = Scrieți mai întâi ceva.
wrong-phone = Acesta nu este un număr de telefon. Începeți cu + și prefixul țării.
wrong-no-contact = Un contact are nevoie de un număr de telefon sau de o adresă de e-mail.
wrong-taken = Alt contact îl are deja.

quarantine-count = { $count } de verificat
quarantine-release-chosen = Faceți contacte din cele bifate
quarantine-none = Nimic de verificat
quarantine-none-text = Cererile care par trimise de un robot așteaptă aici, cu motivele. Nimic nu se aruncă și nimeni nu primește e-mail despre ele.
quarantine-leads = Vedeți contactele
quarantine-text = Acestea păreau trimise de un robot. Dacă una este a unei persoane, faceți din ea un contact: va fi trimisă prin e-mail ca oricare alta.
quarantine-choose = Alegeți { $name }
quarantine-release = Este o persoană
quarantine-left-in = Lăsată în
quarantine-chat = conversație
quarantine-form = formularul de contact
quarantine-address = Adresă
quarantine-browser = Browser
quarantine-no-browser = niciunul indicat

done-status = Starea este schimbată.
done-owner = Responsabilul este schimbat.
done-note = Nota este pe fișă.
done-separate = Rămân contacte separate.
done-released = Acum este un contact.
done-before = Altcineva a eliberat-o înaintea dumneavoastră.
event-magnet-given = A primit „{ $name }”
event-magnet-taken = A luat „{ $name }”
lead-magnets = Magneți
