# The profile, the second step of the login, the team.

profile-you = You
profile-face = Your picture
profile-face-hint = Visitors see it in the chat, beside your name. It is cut to a square.
profile-face-choose = Choose a picture
profile-face-clear = Remove the picture
profile-face-not = This is no picture that the browser can show.
profile-face-failed = That did not work. Please try again.
profile-email-hint = You sign in with it.
profile-password-text = A new one signs you out in all other browsers.
profile-current = Present password
profile-set-password = Set the new password
profile-places = Where you are signed in
profile-here = this one
profile-sign-out-all = Sign out everywhere
profile-sign-out-hint = Here too.
profile-browser = { $browser } on { $system }
profile-browser-other = Another program

second-title = Second step
second-on = on
second-text = A code from your phone, asked after the password. With it a stolen password opens nothing.
second-codes-left = { $count ->
        [0] You have no recovery codes left. Make new ones before you lose your phone.
        [one] You have one recovery code left.
       *[other] You have { $count } recovery codes left.
    }
second-confirm = Your password, to change this
second-new-codes = Make new recovery codes
second-turn-off = Turn the second step off
second-set-up = Set up the second step
second-scan = 1. Scan this with an app for codes
second-scan-text = Such as the one built into your phone's passwords, or any authenticator.
second-qr = QR code with the secret for your app
second-no-camera = No camera? Type this key:
second-type = 2. Type what the app shows
second-digits = Six digits
second-password = Your password
second-turn-on = Turn the second step on
second-not-now = Not now
second-wrong-code = This code does not fit. Check the clock of your phone, then try again.
second-is-on = The second step is on
second-codes-ended = The old codes work no more
codes-title = Recovery codes
codes-keep = Keep these codes
codes-text = Each opens the login once when you do not have your phone. They are shown this one time: print them, or put them into your password manager.
codes-kept = I have kept them

team-people = People
team-people-text = Owners set everything up, managers work the leads, operators answer chats.
team-last-here = Last here
team-you = you
team-invited = invited
team-deactivated = deactivated
team-second-step = second step
team-role-of = Role of { $name }
team-change = Change
team-never = never
team-send-again = Send again
team-withdraw = Withdraw
team-reactivate = Reactivate
team-deactivate = Deactivate
team-invite = Invite somebody
team-invite-text = They get a mail with a link, choose a password and are in the team.
team-operator = Operator: answers chats
team-manager = Manager: works the leads
team-owner = Owner: sets everything up
team-their-language = Language of their mails
team-send-invitation = Send the invitation
team-owners-only = Only an owner can invite people and change their roles.
team-taken = Somebody signs in with this address already.
team-last-owner = The account needs an owner. Make somebody else an owner first.

departments-none = No departments yet
departments-none-text = A department is a part of the team, such as Sales or Support. A conversation for it goes to its people only.
departments-nobody = nobody in it
departments-who = Who is in it
departments-add = Add a department
departments-add-text = A conversation for a department goes to its people only. While nobody is in it, it goes to anybody.
departments-name-hint = Visitors see it where they choose whom to write to.
departments-delete = Delete this department
departments-delete-text = Its conversations stay and are for the whole team then.
departments-delete-now = Delete “{ $name }”
departments-owners-only = Only an owner can change departments.
capacity-title = Conversations at once
capacity-text = Nobody is given more than this many open conversations. Anybody can take more by hand. 0: given none.
done-department = The department is there
done-department-deleted = The department was deleted

role-owner = owner
role-manager = manager
role-operator = operator

done-password = Your new password is set. Other browsers were signed out.
done-invited = The invitation is on its way
done-withdrawn = The invitation was withdrawn
done-role = The role was changed
done-deactivated = Deactivated and signed out
done-reactivated = Reactivated
done-code-off = The second step is off
