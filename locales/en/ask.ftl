# What a site asks before a chat, and what its team sees of it.

site-drafts = Show what visitors are writing
site-drafts-hint = Your team sees the words before they are sent; they are stored nowhere. The chat tells visitors so.
ask-link = Questions before a chat
ask-title = What { $site } asks before a chat
ask-when = When to ask
ask-when-hint = Every question costs chats. What a visitor has answered once is not asked again.
ask-never = Never
ask-away = When nobody is online
ask-always = Always
ask-number = Question { $number }
ask-nothing = No question
ask-email = E-mail address
ask-phone = Phone number
ask-department = Department
ask-text = A line of text
ask-choice = One of several answers
ask-words = In your words
ask-words-hint = For a line of text and for several answers. The others have their words in the visitor's language.
ask-choices = Answers to choose from
ask-choices-hint = One a line.
ask-required = An answer is needed
wrong-asked-twice = This is asked already.
wrong-choices = Give 2 to { $most } answers.

install-page = The chat on a page of its own
install-page-text = For links in mails and profiles, and for pages whose policy does not let the widget in.
install-identity = Visitors whom you know
install-identity-text = Your server signs who is logged in (a JWT, HS256) with this secret, and the page says `leadbell('identify', token)`. The team then sees a verified badge, and the person the same conversation in every browser. The token names the site (`aud`), ends within 24 hours (`exp`), and is made anew for each page.
install-secret-text = Keep it on your server: whoever has it can pass for anybody. After a new one, this one is good for another day.
install-secret-make = Make a secret
install-secret-new = Replace the secret
install-secret-owners = Only an owner sees the secret.
done-secret = There is a new secret.
