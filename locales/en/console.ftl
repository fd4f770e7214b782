# The frame of every page, words that many pages share, what is wrong with a field, error pages.

frame-skip = Skip to content
frame-main = Main
frame-theme = Theme
frame-sign-out = Sign out
nav-inbox = Inbox
nav-leads = Leads
nav-quarantine = Quarantine
nav-settings = Settings
nav-unread = unread
nav-new = new
nav-to-check = to check
tab-sites = Sites
tab-team = Team
tab-departments = Departments
tab-mail = Mail
tab-profile = Profile

word-save = Save
word-cancel = Cancel
word-copy = Copy
word-install = Install
word-name = Name
word-phone = Phone
word-email = E-mail
word-status = Status
word-owner = Owner
word-site = Site
word-page = Page
word-channel = Channel
word-language = Language
word-password = Password
word-role = Role
word-requests = Requests
word-actions = Actions
word-pages = Pages
word-older = Older
word-signin = Sign in
word-saved = Saved
back-to = Back to { $name }

keys-move = move
keys-open = open
keys-search = search

inbox-needs-script = The inbox needs JavaScript
inbox-needs-script-text = Allow scripts for this address and reload the page.

wrong-empty = Fill this in.
wrong-long = Use at most { $most ->
        [one] { $most } character
       *[other] { $most } characters
    }.
wrong-characters = There are characters in this that cannot be shown.
wrong-email = This is not an e-mail address.
wrong-zone = Choose a time zone from the list, such as Europe/Berlin.

failure-status = Error { $status }
failure-request = Number of this request:
failure-inbox = Go to the inbox
failure-back = Back
failure-csrf = Nothing was changed
failure-csrf-text = This page was open for too long, or it was sent from another site. Go back, reload the page and try again.
failure-role = Your role does not include this
failure-role-text = An owner of the account can do it, or give you another role.
failure-signed-out = You are signed out
failure-signed-out-text = Sign in to go on.
failure-missing = There is nothing here
failure-missing-text = The address is mistyped, or what was here is gone.
failure-method = This cannot be opened
failure-method-text = The address takes no such request.
failure-large = That was too much
failure-large-text = What was sent is larger than the server takes.
failure-often = Too many tries
failure-often-text = Wait a little, then try again. Nothing is locked.
failure-busy = Not available for a moment
failure-busy-text = Nothing was lost. Reload the page in a few seconds.
failure-unreadable = The server could not read this
failure-unreadable-text = Go back, reload the page and try again.
failure-broken = Something broke on our side
failure-broken-text = It is in the server's log under the number below. Reload the page, or come back later.
