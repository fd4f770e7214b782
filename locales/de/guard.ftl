# Warum eine Anfrage in Quarantäne ist.

suspect-honeypot = Hat ein Feld ausgefüllt, das Menschen nicht sehen
suspect-spam = Aus einem Chat, den das Team als Spam markiert hat
suspect-blocked = Das Team hat diesen Besucher gesperrt
suspect-no-agent = Nennt keinen Browser
suspect-bot-agent = Von einem Programm gesendet, nicht von einem Browser
suspect-no-origin = Kam nicht von einer Seite der Website
suspect-disposable-email = Adresse eines Wegwerf-Postfachs
suspect-links = Wirbt für andere Websites
suspect-repeated-message = Dieselbe Nachricht kam mehrmals
suspect-repeated-contact = Derselbe Kontakt kam mehrmals
suspect-no-form-token = Gesendet, ohne das Formular zu öffnen
suspect-bad-form-token = Die Kennung des Formulars ist gefälscht
suspect-old-form-token = Das Formular wurde mehr als einen Tag vorher geöffnet
suspect-too-fast = Schneller ausgefüllt, als ein Mensch tippt
suspect-reused-form-token = Ein geöffnetes Formular wurde oft gesendet
suspect-no-visitor = Der Absender hat keine Seite angesehen
suspect-busy-visitor = Sehr viele Anfragen von einem Browser
suspect-busy-address = Sehr viele Anfragen von einer Adresse
suspect-spent-proof = Der Rechennachweis wurde schon benutzt
suspect-busy-site = Sehr viele Anfragen auf einmal
suspect-other = Sah verdächtig aus
