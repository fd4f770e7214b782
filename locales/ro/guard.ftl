# De ce este o cerere în carantină.

suspect-honeypot = A completat un câmp pe care oamenii nu îl văd
suspect-spam = Dintr-o conversație pe care echipa a marcat-o ca spam
suspect-blocked = Echipa a blocat acest vizitator
suspect-no-agent = Nu indică niciun browser
suspect-bot-agent = Trimisă de un program, nu de un browser
suspect-no-origin = Nu a venit de pe o pagină a site-ului
suspect-disposable-email = Adresă de e-mail de unică folosință
suspect-links = Face reclamă altor site-uri
suspect-repeated-message = Același mesaj a venit de mai multe ori
suspect-repeated-contact = Același contact a venit de mai multe ori
suspect-no-form-token = Trimisă fără a deschide formularul
suspect-bad-form-token = Semnătura formularului este falsificată
suspect-old-form-token = Formularul a fost deschis cu peste o zi înainte
suspect-too-fast = Completat mai repede decât scrie un om
suspect-reused-form-token = Un formular deschis a fost trimis de multe ori
suspect-no-visitor = Expeditorul nu a privit nicio pagină
suspect-busy-visitor = Foarte multe cereri de la un browser
suspect-busy-address = Foarte multe cereri de la o adresă
suspect-spent-proof = Dovada de lucru a mai fost folosită
suspect-busy-site = Foarte multe cereri deodată
suspect-other = Părea suspectă
