# Alerte: pagina proprie și ce arată un dispozitiv.

tab-alerts = Alerte

alerts-device = Notificări pe acest dispozitiv
alerts-device-text = Vin chiar și când consola este închisă: cine a scris și cum începe mesajul.
alerts-checking = Se verifică ce poate acest browser…
alerts-needs-script = Notificările au nevoie de JavaScript.
alerts-unsupported = Acest browser nu poate afișa notificări. Chrome, Edge, Firefox și Safari din ultimii ani pot.
alerts-insecure = Notificările cer o adresă sigură: deschideți consola prin https.
alerts-ios = Pe iPhone și iPad notificările merg după ce consola devine aplicație: atingeți Partajare, apoi „Adăugați la ecranul principal”, deschideți-o de acolo și reveniți la această pagină.
alerts-ask = Pornește notificările
alerts-ask-hint = Browserul întreabă apoi dacă are voie. Le puteți opri aici oricând.
alerts-denied = Ați blocat notificările pentru această adresă.
alerts-denied-how = Ca să le permiteți: apăsați simbolul din stânga adresei, puneți notificările pe „Permite” și reîncărcați pagina.
alerts-on = Pornite
alerts-on-text = Acest dispozitiv vă anunță când un vizitator scrie și nu vă uitați la consolă.
alerts-trial = Trimite o probă
alerts-trial-sent = Este pe drum
alerts-off = Oprește
alerts-failed = Browserul nu a ajuns la serviciul său de notificări, deci nu vine nimic cât consola este închisă. O filă deschisă afișează totuși notificări.
alerts-again = Încearcă din nou

alerts-app = Leadbell ca aplicație
alerts-app-text = O fereastră și o pictogramă proprie, pe telefon sau pe calculator. Nu se descarcă nimic în afară de această consolă.
alerts-app-install = Instalează aplicația
alerts-app-installed = Folosiți aplicația.
alerts-app-ios = Atingeți Partajare, apoi „Adăugați la ecranul principal”.
alerts-app-menu = Browserul o instalează din meniul său: „Instalează aplicația” sau „Adaugă la ecranul de pornire”.

alerts-choices = Ce sună
alerts-sound = Sunet
alerts-sound-bell = Clopoțel
alerts-sound-knock = Ciocănit
alerts-sound-drops = Picături
alerts-sound-none = Niciunul
alerts-play = Ascultă
alerts-desktop = Afișează o notificare când o filă a consolei este deschisă, dar ascunsă
alerts-only-mine = Numai pentru conversațiile mele
alerts-only-mine-hint = Altfel și pentru cele pe care nu le-a preluat încă nimeni.

alerts-devices = Dispozitive anunțate
alerts-devices-none = Încă niciunul. Porniți notificările mai sus.
alerts-device-here = acesta
alerts-device-since = din
alerts-device-sent = anunțat ultima dată
alerts-device-remove = Elimină
done-device-removed = Acel dispozitiv nu mai este anunțat

push-no-text = Un mesaj nou
push-trial-title = Funcționează
push-trial-text = Așa aflați de un vizitator care scrie.
about-push = Notificare pe un dispozitiv
