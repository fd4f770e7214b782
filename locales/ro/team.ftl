# Profilul, al doilea pas al conectării, echipa.

profile-you = Dumneavoastră
profile-face = Fotografia dvs.
profile-face-hint = Vizitatorii o văd în chat, lângă numele dvs. Este decupată pătrat.
profile-face-choose = Alegeți o fotografie
profile-face-clear = Eliminați-o
profile-face-not = Aceasta nu este o imagine pe care browserul o poate afișa.
profile-face-failed = Nu a reușit. Vă rugăm să încercați din nou.
profile-email-hint = Cu ea vă conectați.
profile-password-text = O parolă nouă vă deconectează din toate celelalte browsere.
profile-current = Parola actuală
profile-set-password = Schimbați parola
profile-places = Unde sunteți conectat
profile-here = acesta
profile-sign-out-all = Deconectare peste tot
profile-sign-out-hint = Și de aici.
profile-browser = { $browser } pe { $system }
profile-browser-other = Alt program

second-title = Al doilea pas
second-on = activ
second-text = Un cod de pe telefon, cerut după parolă. Astfel o parolă furată nu deschide nimic.
second-codes-left = { $count ->
        [0] Nu mai aveți coduri de recuperare. Creați altele înainte de a pierde telefonul.
        [one] Mai aveți un cod de recuperare.
        [few] Mai aveți { $count } coduri de recuperare.
       *[other] Mai aveți { $count } de coduri de recuperare.
    }
second-confirm = Parola dumneavoastră, pentru această schimbare
second-new-codes = Creați coduri de recuperare noi
second-turn-off = Dezactivați al doilea pas
second-set-up = Configurați al doilea pas
second-scan = 1. Scanați cu o aplicație pentru coduri
second-scan-text = De exemplu cea din parolele telefonului sau orice aplicație de autentificare.
second-qr = Cod QR cu secretul pentru aplicație
second-no-camera = Fără cameră? Scrieți această cheie:
second-type = 2. Scrieți ce arată aplicația
second-digits = Șase cifre
second-password = Parola dumneavoastră
second-turn-on = Activați al doilea pas
second-not-now = Nu acum
second-wrong-code = Codul nu se potrivește. Verificați ora telefonului, apoi încercați din nou.
second-is-on = Al doilea pas este activ
second-codes-ended = Codurile vechi nu mai funcționează
codes-title = Coduri de recuperare
codes-keep = Păstrați aceste coduri
codes-text = Fiecare deschide contul o dată, când nu aveți telefonul. Sunt afișate doar acum: tipăriți-le sau puneți-le în managerul de parole.
codes-kept = Le-am păstrat

team-people = Persoane
team-people-text = Proprietarii configurează totul, managerii lucrează contactele, operatorii răspund în conversații.
team-last-here = Ultima vizită
team-you = dumneavoastră
team-invited = invitat
team-deactivated = dezactivat
team-second-step = al doilea pas
team-role-of = Rolul pentru { $name }
team-change = Schimbați
team-never = niciodată
team-send-again = Retrimiteți
team-withdraw = Retrageți
team-reactivate = Reactivați
team-deactivate = Dezactivați
team-invite = Invitați pe cineva
team-invite-text = Persoana primește un e-mail cu un link, alege o parolă și este în echipă.
team-operator = Operator: răspunde în conversații
team-manager = Manager: lucrează contactele
team-owner = Proprietar: configurează totul
team-their-language = Limba e-mailurilor
team-send-invitation = Trimiteți invitația
team-owners-only = Doar un proprietar poate invita persoane și le poate schimba rolurile.
team-taken = Cineva se conectează deja cu această adresă.
team-last-owner = Contul are nevoie de un proprietar. Numiți mai întâi pe altcineva.

departments-none = Încă niciun departament
departments-none-text = Un departament este o parte a echipei, cum ar fi Vânzări sau Asistență. O conversație pentru el ajunge doar la oamenii lui.
departments-nobody = nimeni în el
departments-who = Cine face parte din el
departments-add = Adaugă un departament
departments-add-text = O conversație pentru un departament ajunge doar la oamenii lui. Cât timp nu este nimeni în el, ajunge la oricine.
departments-name-hint = Vizitatorii îl văd acolo unde aleg cui îi scriu.
departments-delete = Șterge acest departament
departments-delete-text = Conversațiile lui rămân și sunt apoi pentru toată echipa.
departments-delete-now = Șterge „{ $name }”
departments-owners-only = Doar un proprietar poate modifica departamentele.
capacity-title = Conversații deodată
capacity-text = Nimeni nu primește mai multe conversații deschise decât atât. De preluat, fiecare poate prelua și mai multe. 0: nu primește niciuna.
done-department = Departamentul a fost adăugat
done-department-deleted = Departamentul a fost șters

role-owner = proprietar
role-manager = manager
role-operator = operator

done-password = Parola nouă este setată. Celelalte browsere au fost deconectate.
done-invited = Invitația este pe drum
done-withdrawn = Invitația a fost retrasă
done-role = Rolul a fost schimbat
done-deactivated = Dezactivat și deconectat
done-reactivated = Reactivat
done-code-off = Al doilea pas este dezactivat
