# Einrichten, anmelden, Einladungen, vergessene Passwörter.

setup-title = Einrichtung
setup-heading = Leadbell einrichten
setup-text = Sie, Ihr Konto und Ihre erste Website. Alles lässt sich später ändern.
setup-you = Sie
setup-email-hint = Damit melden Sie sich an, und neue Leads werden dorthin geschickt.
setup-account = Ihr Konto
setup-company = Firma oder Team
setup-site = Ihre erste Website
setup-address = Adresse
setup-address-hint = Zum Beispiel https://shop.example. Das Widget funktioniert nur auf dieser Adresse.
setup-site-name-hint = Besucher sehen ihn oben im Chat.
setup-zone = Zeitzone
setup-button = Einrichten
setup-wrong-address = Das ist keine Adresse. Geben Sie sie so ein, wie Ihre Besucher sie sehen.
setup-closed = Der Link ist abgelaufen
setup-closed-text = Dieser Link öffnet die Einrichtung nicht mehr. Starten Sie den Server neu: Solange er kein Konto hat, schreibt er einen neuen Link in sein Protokoll.

login-wrong = Die E-Mail-Adresse oder das Passwort stimmt nicht.
login-no-account = Noch nicht eingerichtet
login-no-account-text = Dieser Server hat noch kein Konto. Beim Start hat er einen Link in sein Protokoll geschrieben: Öffnen Sie ihn, um den Server einzurichten.
login-code = Ihr Code
login-code-text = Öffnen Sie die App auf Ihrem Telefon und geben Sie die sechs Ziffern ein, die sie für Leadbell zeigt.
login-code-wrong = Dieser Code passt nicht oder wurde schon benutzt. Jeder Code gilt einmal: Warten Sie auf den nächsten.
login-code-label = Code
login-code-hint = Ohne Ihr Telefon nehmen Sie einen Ihrer Wiederherstellungscodes.
login-again = Von vorn beginnen

forgot-title = Neues Passwort setzen
forgot-text = Wir schicken Ihnen dafür einen Link.
forgot-button = Link senden
forgot-back = Zurück zur Anmeldung
forgot-sent = Sehen Sie in Ihre Mails
forgot-sent-text = Wenn { $email } hier ein Zugang ist, ist eine Mail mit einem Link unterwegs. Der Link gilt zwei Stunden. Nichts angekommen? Sehen Sie im Spam-Ordner nach oder fragen Sie einen Inhaber Ihres Kontos.

reset-text = Für { $email }. Überall, wo Sie jetzt angemeldet sind, werden Sie abgemeldet.
reset-button = Passwort setzen
reset-ended = Dieser Link ist abgelaufen
reset-ended-text = Er gilt einmal und zwei Stunden lang. Fordern Sie einen neuen an: Nur der neueste zählt.
reset-again = Neuen Link senden

invite-title = { $account } beitreten
invite-text = { $role ->
        [owner] Sie wurden als Inhaber eingeladen.
        [manager] Sie wurden als Manager eingeladen.
       *[operator] Sie wurden als Operator eingeladen.
    } Sie melden sich mit { $email } an.
invite-button = Beitreten
invite-ended = Diese Einladung ist abgelaufen
invite-ended-text = Sie gilt einmal und sieben Tage lang. Bitten Sie um eine neue Einladung, oder melden Sie sich an, wenn Sie schon beigetreten sind.

your-name = Ihr Name
your-name-hint = Besucher sehen ihn, wenn Sie antworten.
new-password = Neues Passwort
new-password-hint = Mindestens 10 Zeichen. Drei Wörter ohne Zusammenhang merkt man sich leicht.
your-language = Sprache
your-language-hint = Für diese Seiten und Ihre Mails.

wrong-password-short = Mindestens 10 Zeichen. Drei Wörter ohne Zusammenhang merkt man sich leicht.
wrong-password-common = Das ist eines der Passwörter, die zuerst ausprobiert werden. Wählen Sie ein anderes.
wrong-password-email = Nehmen Sie nicht Ihre E-Mail-Adresse als Passwort.
wrong-password = Das ist nicht Ihr Passwort.

done-reset = Ihr neues Passwort ist gesetzt. Melden Sie sich damit an.
done-signed-out = Sie sind überall abgemeldet
