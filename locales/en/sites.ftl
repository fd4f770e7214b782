# The sites: list, form, preview, how to install the tag.

sites-add = Add a site
sites-none = No site yet
sites-none-text = A site is one web site with the widget on it: its address, its look, its hours and who is told of new leads.
sites-never = not seen yet
sites-seen = seen { $time }
sites-seen-last = last seen { $time }
sites-back = Back to the sites
sites-owners-only = Only an owner can change a site.
sites-not-saved = Nothing was saved yet: something is missing below.

site-section = The site
site-name-hint = Visitors see it at the top of the chat.
site-addresses = Addresses
site-addresses-hint = One a line. The widget works on these only. https://*.shop.example covers all subdomains.
site-look = Look
site-colour = Colour
site-corner = Corner
site-right = Bottom right
site-left = Bottom left
site-from-side = Pixels from the side
site-from-bottom = Pixels from the bottom
site-from-bottom-hint = More if a cookie banner or a sticky bar is there.
site-bubble = Greet visitors beside the launcher
site-bubble-hint = A small bubble, once. It does not open by itself.
site-texts = Texts
site-texts-text = Empty: the widget's own words, in its language.
site-language = Language of the widget
site-language-hint = Mails about this site's leads follow it, too.
site-language-auto = The language of the page
site-heading = Heading
site-greeting = Greeting
site-greeting-hint = The first line of the chat.
site-launcher = Name of the launcher
site-launcher-hint = What a screen reader says for the round button.
site-reply-time = How fast you answer
site-reply-time-hint = Such as “We answer within ten minutes”. Promise what you keep.
site-hours = Hours
site-hours-text = Outside of them the form takes over and says when you are back. Empty days are days off; leave all of them empty if somebody answers at any time.
site-closed = closed
site-hours-hint = Such as 9:00–18:00, or 9–13, 14–18 with a break.
site-desk = Who answers
site-answers-by = Visitors are answered by
site-answers-by-hint = Counts at once, also for conversations that are open.
site-no-script = No script is published yet. Until there is one, people answer, whatever is chosen here.
site-strategy = Who gets a waiting conversation
site-strategy-hint = Whoever talked to the visitor last comes first. Only people who are online get any, and nobody more at once than Departments says.
site-told = Who is told
site-notify = E-mail addresses
site-notify-hint = One a line. New leads and unanswered chats are mailed to them at once.
site-unanswered = Seconds until a chat counts as unanswered
site-unanswered-hint = Then a mail goes out: to the person whose conversation it is, otherwise to the addresses above. 0: never.
site-escalate = Seconds more until everybody is told
site-escalate-hint = If the person whose conversation it is has not answered by then either. 0: never.
site-mail-cap = Mails to one address
site-mail-window = within minutes
site-mail-window-hint = What goes beyond is gathered in one mail.
site-files = Files
site-upload = Megabytes of a file that a visitor may send
site-upload-hint = 0: visitors send no files. At most 100.
site-privacy = Phones and privacy
site-country = Country of phone numbers without a prefix
site-consent = Ask for consent first
site-consent-hint = Before it, nothing about a visitor is stored or sent.
site-privacy-page = Your privacy page
site-privacy-page-hint = The form and the consent link to it.
site-sandboxed = Allow sandboxed pages
site-sandboxed-hint = Pages in a sandboxed frame have no address of their own. Anybody can make one, so leave this off unless you need it.
site-goals = Goals
site-goals-text = Told to dataLayer, gtag and ym on your page, once for each lead and each chat. Empty: none.
site-goal-lead = A lead was left
site-goal-chat = A chat has begun
site-metrica = Number of the Metrica counter
site-metrica-hint = Only if you use Yandex Metrica.
site-add = Add the site
site-preview = How it looks

answers-people = People
answers-bot = The bot
answers-bot-first = The bot first, then people
answers-bot-when-away = The bot while nobody is online
strategy-manual = Whoever takes it or answers first
strategy-round-robin = Everybody in turn
strategy-least-busy = Whoever has the fewest

day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday

wrong-colour = Give the colour as six digits, such as #2563eb.
wrong-address = “{ $typed }” is not an address.
wrong-no-address = Give the address of the site, such as https://shop.example.
wrong-many-addresses = Give at most 50 addresses. *.shop.example covers subdomains.
wrong-notify = “{ $typed }” is not an e-mail address.
wrong-many-notify = Give at most 20 addresses.
wrong-country = Give the country in two letters, such as DE.
wrong-privacy = Give the whole address, such as https://shop.example/privacy.
wrong-metrica = This is not a counter's number: it has digits only.
wrong-number = Give a number from { $least } to { $most }.
wrong-goal = Use letters, digits, - and _, at most 40.
wrong-hours = Write it like 9:00–18:00, or 9–13, 14–18 with a break.

preview-label = How the widget looks with these settings
preview-greeting = How can we help?
preview-always = Without working hours, somebody is expected to answer at any time.
preview-open = With these hours it is open now.
preview-never = With these hours it never opens.
preview-opens = { $day ->
        [1] With these hours it is closed now and opens Monday at { $time }.
        [2] With these hours it is closed now and opens Tuesday at { $time }.
        [3] With these hours it is closed now and opens Wednesday at { $time }.
        [4] With these hours it is closed now and opens Thursday at { $time }.
        [5] With these hours it is closed now and opens Friday at { $time }.
        [6] With these hours it is closed now and opens Saturday at { $time }.
       *[7] With these hours it is closed now and opens Sunday at { $time }.
    }

install-title = Put the widget on { $site }
install-seen = The widget works. It was seen { $time } on { $url }.
install-seen-last = The widget was last seen { $time } on { $url }. If the site has visitors, the tag may have been taken off.
install-never = Not seen yet. Paste the tag, open a page of the site, then reload this one.
install-somewhere = one of its pages
install-tag = The tag
install-tag-text = Paste it into every page, before the closing `</body>` or into the head. It does not slow the page.
install-nothing = If nothing shows up
install-policy-text = Only if your site sends one. Add these to the lines it has; nothing else is needed, neither styles nor frames.
install-nonce = With nonces and `strict-dynamic`, give the tag your nonce instead of adding to `script-src`; `connect-src` stays as above. Trusted Types need no policy for it.
install-managers = Tag managers
install-managers-text = Some drop the attribute `data-site`. Then use this as a custom HTML tag on all pages.
install-scripts = For your own scripts
install-scripts-text = These lines, anywhere before the tag, take commands at once; they run when the widget is there. Commands: `open`, `close`, `toggle`, `set`, `track`, `on`, `off`, `consent`, `reset`.
install-hint-page = Open a page of the site in a new tab, and reload it. The tag must be in the HTML of the page: look for “w.js” in its source.
install-hint-address = The page's address must be on the list of this site: { $addresses }. With or without www. is a different address.
install-hint-console = Press F12 and look at the console. A line about “Content Security Policy” means that the lines below are missing; “Leadbell:” starts what the widget itself says.
install-hint-https = Your site uses https, this server http. Browsers refuse that mix: put the server behind https and set LEADBELL_PUBLIC_URL.
install-hint-local = The tag points to { $server }, which only this machine can reach. Set LEADBELL_PUBLIC_URL to the address that your visitors can reach.

done-site = The site is there. One line of HTML is left.
done-setup = Everything is set up. One line of HTML is left.
