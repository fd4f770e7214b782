# Site-urile: listă, formular, previzualizare, instalarea etichetei.

sites-add = Adăugați un site
sites-none = Încă niciun site
sites-none-text = Un site este un site web cu widgetul pe el: adresa, aspectul, programul și cine află de contactele noi.
sites-never = încă nevăzut
sites-seen = văzut { $time }
sites-seen-last = văzut ultima dată { $time }
sites-back = Înapoi la site-uri
sites-owners-only = Doar un proprietar poate schimba un site.
sites-not-saved = Încă nu s-a salvat nimic: mai jos lipsește ceva.

site-section = Site-ul
site-name-hint = Vizitatorii îl văd în partea de sus a conversației.
site-addresses = Adrese
site-addresses-hint = Una pe rând. Widgetul funcționează doar pe acestea. https://*.shop.example acoperă toate subdomeniile.
site-look = Aspect
site-colour = Culoare
site-corner = Colț
site-right = Dreapta jos
site-left = Stânga jos
site-from-side = Pixeli de la margine
site-from-bottom = Pixeli de jos
site-from-bottom-hint = Mai mulți, dacă acolo este un banner de cookie-uri sau o bară fixă.
site-bubble = Salutați vizitatorii lângă buton
site-bubble-hint = Un mic balon, o singură dată. Fereastra nu se deschide singură.
site-texts = Texte
site-texts-text = Gol: cuvintele widgetului, în limba lui.
site-language = Limba widgetului
site-language-hint = O urmează și e-mailurile despre contactele acestui site.
site-language-auto = Limba paginii
site-heading = Titlu
site-greeting = Salut
site-greeting-hint = Primul rând al conversației.
site-launcher = Numele butonului
site-launcher-hint = Ce spune un cititor de ecran despre butonul rotund.
site-reply-time = Cât de repede răspundeți
site-reply-time-hint = De exemplu „Răspundem în zece minute”. Promiteți ce puteți respecta.
site-hours = Program
site-hours-text = În afara lui, formularul preia și spune când reveniți. Zilele goale sunt libere; lăsați-le pe toate goale dacă cineva răspunde oricând.
site-closed = închis
site-hours-hint = De exemplu 9:00–18:00 sau 9–13, 14–18 cu pauză.
site-desk = Cine răspunde
site-answers-by = Vizitatorilor le răspund
site-answers-by-hint = Se aplică imediat, și în conversațiile deschise.
site-no-script = Încă nu este publicat niciun scenariu. Până atunci răspund oameni, orice ar fi ales aici.
site-strategy = Cine primește o conversație care așteaptă
site-strategy-hint = Cine a vorbit ultimul cu vizitatorul are întâietate. Primesc doar cei online și nimeni mai multe deodată decât scrie la Departamente.
site-told = Cine este anunțat
site-notify = Adrese de e-mail
site-notify-hint = Una pe rând. Contactele noi și conversațiile fără răspuns le sunt trimise imediat.
site-unanswered = Secunde până când o conversație este fără răspuns
site-unanswered-hint = Atunci pleacă un e-mail: către persoana a cărei conversație este, altfel către adresele de mai sus. 0: niciodată.
site-escalate = Alte secunde până când află toți
site-escalate-hint = Dacă nici până atunci nu a răspuns persoana a cărei conversație este. 0: niciodată.
site-mail-cap = E-mailuri către o adresă
site-mail-window = în atâtea minute
site-mail-window-hint = Ce depășește se adună într-un singur e-mail.
site-files = Fișiere
site-upload = Megaocteți ai unui fișier pe care îl poate trimite un vizitator
site-upload-hint = 0: vizitatorii nu trimit fișiere. Cel mult 100.
site-privacy = Telefoane și confidențialitate
site-country = Țara numerelor fără prefix
site-consent = Cereți mai întâi acordul
site-consent-hint = Înainte de el, nimic despre un vizitator nu este păstrat sau trimis.
site-privacy-page = Pagina de confidențialitate
site-privacy-page-hint = Formularul și acordul trimit la ea.
site-sandboxed = Permiteți pagini izolate
site-sandboxed-hint = Paginile dintr-un cadru izolat (sandbox) nu au adresă proprie. Oricine poate face una, deci lăsați oprit dacă nu aveți nevoie.
site-goals = Obiective
site-goals-text = Transmise către dataLayer, gtag și ym pe pagina dumneavoastră, o dată pentru fiecare contact și conversație. Gol: niciunul.
site-goal-lead = A fost lăsat un contact
site-goal-chat = A început o conversație
site-metrica = Numărul contorului Metrica
site-metrica-hint = Doar dacă folosiți Yandex Metrica.
site-add = Adăugați site-ul
site-preview = Cum arată

answers-people = Oameni
answers-bot = Botul
answers-bot-first = Întâi botul, apoi oameni
answers-bot-when-away = Botul, cât timp nu este nimeni online
strategy-manual = Cine o preia sau răspunde primul
strategy-round-robin = Fiecare pe rând
strategy-least-busy = Cine are cele mai puține

day-monday = Luni
day-tuesday = Marți
day-wednesday = Miercuri
day-thursday = Joi
day-friday = Vineri
day-saturday = Sâmbătă
day-sunday = Duminică

wrong-colour = Scrieți culoarea cu șase cifre, de exemplu #2563eb.
wrong-address = „{ $typed }” nu este o adresă.
wrong-no-address = Scrieți adresa site-ului, de exemplu https://shop.example.
wrong-many-addresses = Cel mult 50 de adrese. *.shop.example acoperă subdomeniile.
wrong-notify = „{ $typed }” nu este o adresă de e-mail.
wrong-many-notify = Cel mult 20 de adrese.
wrong-country = Scrieți țara cu două litere, de exemplu RO.
wrong-privacy = Scrieți adresa întreagă, de exemplu https://shop.example/privacy.
wrong-metrica = Acesta nu este un număr de contor: are doar cifre.
wrong-number = Scrieți un număr de la { $least } la { $most }.
wrong-goal = Litere, cifre, - și _, cel mult 40.
wrong-hours = Scrieți 9:00–18:00 sau 9–13, 14–18 cu pauză.

preview-label = Cum arată widgetul cu aceste setări
preview-greeting = Cu ce vă putem ajuta?
preview-always = Fără program, se așteaptă ca cineva să răspundă oricând.
preview-open = Cu acest program este deschis acum.
preview-never = Cu acest program nu se deschide niciodată.
preview-opens = { $day ->
        [1] Cu acest program este închis acum și se deschide luni la { $time }.
        [2] Cu acest program este închis acum și se deschide marți la { $time }.
        [3] Cu acest program este închis acum și se deschide miercuri la { $time }.
        [4] Cu acest program este închis acum și se deschide joi la { $time }.
        [5] Cu acest program este închis acum și se deschide vineri la { $time }.
        [6] Cu acest program este închis acum și se deschide sâmbătă la { $time }.
       *[7] Cu acest program este închis acum și se deschide duminică la { $time }.
    }

install-title = Puneți widgetul pe { $site }
install-seen = Widgetul funcționează. A fost văzut { $time } pe { $url }.
install-seen-last = Widgetul a fost văzut ultima dată { $time } pe { $url }. Dacă site-ul are vizitatori, poate că eticheta a fost scoasă.
install-never = Încă nevăzut. Lipiți eticheta, deschideți o pagină a site-ului, apoi reîncărcați această pagină.
install-somewhere = una dintre paginile lui
install-tag = Eticheta
install-tag-text = Lipiți-o în fiecare pagină, înainte de `</body>` de la sfârșit sau în antet. Nu încetinește pagina.
install-nothing = Dacă nu apare nimic
install-policy-text = Doar dacă site-ul trimite una. Adăugați acestea la rândurile existente; nu mai trebuie nimic, nici stiluri, nici cadre.
install-nonce = Cu nonce-uri și `strict-dynamic`, dați etichetei nonce-ul dumneavoastră în loc să completați `script-src`; `connect-src` rămâne ca mai sus. Trusted Types nu cere nicio politică pentru ea.
install-managers = Manageri de etichete
install-managers-text = Unii elimină atributul `data-site`. Atunci folosiți aceasta ca etichetă HTML personalizată pe toate paginile.
install-scripts = Pentru scripturile dumneavoastră
install-scripts-text = Aceste rânduri, oriunde înaintea etichetei, primesc imediat comenzi; ele rulează când widgetul este prezent. Comenzi: `open`, `close`, `toggle`, `set`, `track`, `on`, `off`, `consent`, `reset`.
install-hint-page = Deschideți o pagină a site-ului într-o filă nouă și reîncărcați-o. Eticheta trebuie să fie în HTML-ul paginii: căutați „w.js” în sursa ei.
install-hint-address = Adresa paginii trebuie să fie pe lista acestui site: { $addresses }. Cu sau fără www. sunt adrese diferite.
install-hint-console = Apăsați F12 și priviți consola. Un rând despre „Content Security Policy” înseamnă că lipsesc rândurile de mai jos; cu „Leadbell:” începe ce spune widgetul însuși.
install-hint-https = Site-ul dumneavoastră folosește https, acest server http. Browserele refuză acest amestec: puneți serverul în spatele https și setați LEADBELL_PUBLIC_URL.
install-hint-local = Eticheta trimite la { $server }, unde ajunge doar acest calculator. Setați LEADBELL_PUBLIC_URL la adresa la care ajung vizitatorii.

done-site = Site-ul a fost adăugat. A mai rămas un rând de HTML.
done-setup = Totul este configurat. A mai rămas un rând de HTML.
