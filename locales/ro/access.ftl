# Configurare, conectare, invitații, parole uitate.

setup-title = Configurare
setup-heading = Configurați Leadbell
setup-text = Dumneavoastră, contul și primul site. Totul se poate schimba mai târziu.
setup-you = Dumneavoastră
setup-email-hint = Cu ea vă conectați și la ea ajung contactele noi.
setup-account = Contul
setup-company = Firmă sau echipă
setup-site = Primul site
setup-address = Adresă
setup-address-hint = De exemplu https://shop.example. Widgetul funcționează doar la această adresă.
setup-site-name-hint = Vizitatorii îl văd în partea de sus a conversației.
setup-zone = Fus orar
setup-button = Configurați
setup-wrong-address = Aceasta nu este o adresă. Scrieți-o așa cum o văd vizitatorii.
setup-closed = Linkul a expirat
setup-closed-text = Acest link nu mai deschide configurarea. Reporniți serverul: cât timp nu are un cont, scrie un link nou în jurnal.

login-wrong = Adresa de e-mail sau parola nu este corectă.
login-no-account = Încă neconfigurat
login-no-account-text = Acest server nu are încă un cont. La pornire a scris un link în jurnal: deschideți-l pentru configurare.
login-code = Codul dumneavoastră
login-code-text = Deschideți aplicația de pe telefon și scrieți cele șase cifre pe care le arată pentru Leadbell.
login-code-wrong = Codul nu se potrivește sau a fost deja folosit. Fiecare cod funcționează o singură dată: așteptați-l pe următorul.
login-code-label = Cod
login-code-hint = Fără telefon, folosiți unul dintre codurile de recuperare.
login-again = De la început

forgot-title = Alegeți o parolă nouă
forgot-text = Vă trimitem un link pentru aceasta.
forgot-button = Trimiteți linkul
forgot-back = Înapoi la conectare
forgot-sent = Verificați e-mailul
forgot-sent-text = Dacă { $email } are un cont aici, un e-mail cu un link este pe drum. Linkul funcționează două ore. Nu a venit nimic? Căutați în dosarul de spam sau întrebați un proprietar al contului.

reset-text = Pentru { $email }. Veți fi deconectat peste tot unde sunteți conectat acum.
reset-button = Alegeți parola
reset-ended = Acest link a expirat
reset-ended-text = Funcționează o singură dată, timp de două ore. Cereți unul nou: contează doar cel mai recent.
reset-again = Trimiteți un link nou

invite-title = Intrați în { $account }
invite-text = { $role ->
        [owner] Ați fost invitat ca proprietar.
        [manager] Ați fost invitat ca manager.
       *[operator] Ați fost invitat ca operator.
    } Vă conectați cu { $email }.
invite-button = Intrați în echipă
invite-ended = Această invitație a expirat
invite-ended-text = Funcționează o singură dată, timp de șapte zile. Rugați pe cine v-a invitat să o trimită din nou sau conectați-vă, dacă sunteți deja în echipă.

your-name = Numele dumneavoastră
your-name-hint = Vizitatorii îl văd când răspundeți.
new-password = Parolă nouă
new-password-hint = Cel puțin 10 caractere. Trei cuvinte fără legătură se țin minte ușor.
your-language = Limbă
your-language-hint = A acestor pagini și a e-mailurilor primite.

wrong-password-short = Cel puțin 10 caractere. Trei cuvinte fără legătură se țin minte ușor.
wrong-password-common = Este una dintre primele parole care se încearcă. Alegeți alta.
wrong-password-email = Nu folosiți adresa de e-mail ca parolă.
wrong-password = Aceasta nu este parola dumneavoastră.

done-reset = Parola nouă este setată. Conectați-vă cu ea.
done-signed-out = Sunteți deconectat peste tot
