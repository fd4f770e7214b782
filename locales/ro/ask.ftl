# Ce întreabă un site înainte de chat și ce vede echipa din asta.

site-drafts = Arată ce scriu vizitatorii
site-drafts-hint = Echipa vede cuvintele înainte de trimitere; nu se păstrează nicăieri. Chatul le spune vizitatorilor.
ask-link = Întrebări înainte de chat
ask-title = Ce întreabă { $site } înainte de chat
ask-when = Când se întreabă
ask-when-hint = Fiecare întrebare costă conversații. La ce a răspuns o dată, vizitatorul nu mai e întrebat.
ask-never = Niciodată
ask-away = Când nimeni nu e online
ask-always = Întotdeauna
ask-number = Întrebarea { $number }
ask-nothing = Nicio întrebare
ask-email = Adresă de e-mail
ask-phone = Număr de telefon
ask-department = Departament
ask-text = Un rând de text
ask-choice = Un răspuns din mai multe
ask-words = Cu cuvintele dumneavoastră
ask-words-hint = Pentru un rând de text și pentru mai multe răspunsuri. Celelalte apar în limba vizitatorului.
ask-choices = Răspunsuri la alegere
ask-choices-hint = Câte unul pe rând.
ask-required = Răspunsul e necesar
wrong-asked-twice = Se întreabă deja.
wrong-choices = Dați între 2 și { $most } răspunsuri.

install-page = Conversația pe o pagină proprie
install-page-text = Pentru linkuri în e-mailuri și profiluri și pentru pagini a căror politică nu admite widgetul.
install-identity = Vizitatori pe care îi cunoașteți
install-identity-text = Serverul dumneavoastră semnează cu acest secret cine este autentificat (un JWT, HS256), iar pagina spune `leadbell('identify', token)`. Echipa vede atunci o insignă de verificare, iar persoana aceeași conversație în orice browser. Tokenul numește site-ul (`aud`), expiră în 24 de ore (`exp`) și se face din nou pentru fiecare pagină.
install-secret-text = Păstrați-l pe server: cine îl are se poate da drept oricine. După unul nou, acesta mai e valabil o zi.
install-secret-make = Creați un secret
install-secret-new = Înlocuiți secretul
install-secret-owners = Doar un proprietar vede secretul.
done-secret = Există un secret nou.
