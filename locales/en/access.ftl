# Setting up, signing in, invitations, forgotten passwords.

setup-title = Set up
setup-heading = Set up Leadbell
setup-text = You, your account and your first web site. Everything can be changed later.
setup-you = You
setup-email-hint = You sign in with it, and new leads are sent to it.
setup-account = Your account
setup-company = Company or team
setup-site = Your first web site
setup-address = Address
setup-address-hint = Such as https://shop.example. The widget works on this address only.
setup-site-name-hint = Visitors see it at the top of the chat.
setup-zone = Time zone
setup-button = Set up
setup-wrong-address = This is not an address. Give it as your visitors see it.
setup-closed = The link has ended
setup-closed-text = This link does not open the setup any more. Restart the server: it writes a new link into its log as long as it has no account.

login-wrong = The e-mail address or the password is not right.
login-no-account = Not set up yet
login-no-account-text = This server has no account yet. When it started, it wrote a link into its log: open that link to set it up.
login-code = Your code
login-code-text = Open the app on your phone and type the six digits it shows for Leadbell.
login-code-wrong = This code does not fit, or it was used already. Each code works once: wait for the next one.
login-code-label = Code
login-code-hint = Without your phone, use one of your recovery codes.
login-again = Start again

forgot-title = Set a new password
forgot-text = We send you a link to do it.
forgot-button = Send the link
forgot-back = Back to signing in
forgot-sent = Look into your mail
forgot-sent-text = If { $email } is a login here, a mail with a link is on its way. The link works for two hours. Nothing came? Look into the spam folder, or ask an owner of your account.

reset-text = For { $email }. Everywhere you are signed in now, you will be signed out.
reset-button = Set the password
reset-ended = This link has ended
reset-ended-text = It works once and for two hours. Ask for a new one: only the newest counts.
reset-again = Send a new link

invite-title = Join { $account }
invite-text = { $role ->
        [owner] You were invited as owner.
        [manager] You were invited as manager.
       *[operator] You were invited as operator.
    } You sign in with { $email }.
invite-button = Join
invite-ended = This invitation has ended
invite-ended-text = It works once and for seven days. Ask whoever invited you to send it again, or sign in if you have joined already.

your-name = Your name
your-name-hint = Visitors see it when you answer.
new-password = New password
new-password-hint = At least 10 characters. Three unrelated words are easy to remember.
your-language = Language
your-language-hint = Of these pages and of your mails.

wrong-password-short = Use at least 10 characters. Three unrelated words are easy to remember.
wrong-password-common = This is one of the first passwords that are tried. Choose another one.
wrong-password-email = Do not use your e-mail address as the password.
wrong-password = This is not your password.

done-reset = Your new password is set. Sign in with it.
done-signed-out = You are signed out everywhere
