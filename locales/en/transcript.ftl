# A conversation by e-mail.

transcript-subject = Your chat with { $site }
transcript-asked = You asked for your chat with { $site }. Here it is.
transcript-asked-foot = You get this mail because somebody gave { $recipient } in the chat with { $site }. If it was not you, you need not do anything: there are no further mails.
transcript-sent = { $site } sends you the chat that you had.
transcript-sent-foot = You get this mail because the team of { $site } sent it to { $recipient } after a chat.
transcript-button = Continue the chat
transcript-visitor = You
transcript-transferred = { $name } takes over
transcript-ended = { $name } has ended the chat
transcript-ended-by-visitor = You have ended the chat
