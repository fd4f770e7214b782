# Cadrul fiecărei pagini, cuvinte comune, ce este greșit într-un câmp, paginile de eroare.

frame-skip = Salt la conținut
frame-main = Meniu principal
frame-theme = Temă
frame-sign-out = Deconectare
nav-inbox = Mesaje
nav-leads = Contacte
nav-quarantine = Carantină
nav-settings = Setări
nav-unread = necitite
nav-new = noi
nav-to-check = de verificat
tab-sites = Site-uri
tab-team = Echipă
tab-departments = Departamente
tab-mail = E-mailuri
tab-profile = Profil

word-save = Salvați
word-cancel = Renunțați
word-copy = Copiați
word-install = Instalare
word-name = Nume
word-phone = Telefon
word-email = E-mail
word-status = Stare
word-owner = Responsabil
word-site = Site
word-page = Pagină
word-channel = Canal
word-language = Limbă
word-password = Parolă
word-role = Rol
word-requests = Cereri
word-actions = Acțiuni
word-pages = Pagini
word-older = Mai vechi
word-signin = Conectare
word-saved = Salvat
back-to = Înapoi la { $name }

keys-move = mutare
keys-open = deschidere
keys-search = căutare

inbox-needs-script = Mesajele au nevoie de JavaScript
inbox-needs-script-text = Permiteți scripturile pentru această adresă și reîncărcați pagina.

wrong-empty = Completați acest câmp.
wrong-long = { $most ->
        [one] Cel mult { $most } caracter.
        [few] Cel mult { $most } caractere.
       *[other] Cel mult { $most } de caractere.
    }
wrong-characters = Textul are caractere care nu pot fi afișate.
wrong-email = Aceasta nu este o adresă de e-mail.
wrong-zone = Alegeți un fus orar din listă, de exemplu Europe/Bucharest.

failure-status = Eroare { $status }
failure-request = Numărul acestei cereri:
failure-inbox = Mergeți la mesaje
failure-back = Înapoi
failure-csrf = Nu s-a schimbat nimic
failure-csrf-text = Pagina a fost deschisă prea mult timp sau a fost trimisă de pe alt site. Întoarceți-vă, reîncărcați pagina și încercați din nou.
failure-role = Rolul dumneavoastră nu permite acest lucru
failure-role-text = Un proprietar al contului o poate face sau vă poate da alt rol.
failure-signed-out = Sunteți deconectat
failure-signed-out-text = Conectați-vă pentru a continua.
failure-missing = Aici nu este nimic
failure-missing-text = Adresa este greșită sau ce era aici nu mai există.
failure-method = Aceasta nu se poate deschide
failure-method-text = Adresa nu acceptă astfel de cereri.
failure-large = A fost prea mult
failure-large-text = Ce ați trimis depășește cât acceptă serverul.
failure-often = Prea multe încercări
failure-often-text = Așteptați puțin, apoi încercați din nou. Nimic nu este blocat.
failure-busy = Indisponibil pentru moment
failure-busy-text = Nu s-a pierdut nimic. Reîncărcați pagina peste câteva secunde.
failure-unreadable = Serverul nu a putut citi cererea
failure-unreadable-text = Întoarceți-vă, reîncărcați pagina și încercați din nou.
failure-broken = Ceva s-a stricat la noi
failure-broken-text = Este notat în jurnalul serverului sub numărul de mai jos. Reîncărcați pagina sau reveniți mai târziu.
