# Mails to the team. $who is a name, a phone or an address; $site the site's name.

mail-lead-subject = New lead on { $site }: { $who }
mail-lead-subject-again = { $who } got in touch again on { $site }
mail-lead-reason = { $who } left a contact on { $site }.
mail-lead-reason-again = { $who }, whom you know already, got in touch again on { $site }.
mail-lead-button = Open the lead

mail-chat-subject = { $who } is waiting for an answer on { $site }
mail-chat-reason = { $who } wrote on { $site } and nobody has answered for { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
mail-chat-button = Answer now

mail-mention-subject = { $by } mentioned you in the chat with { $who }
mail-mention-reason = { $by } mentioned you in a note on the chat with { $who } on { $site }.
mail-mention-button = Open the chat
mail-mention-foot = You get this mail because a colleague mentioned you and you were not in the console.

mail-digest-subject = Gathered: { $what } on { $site }
mail-digest-reason = So many requests came in on { $site } that they are gathered here: { $what }.
mail-digest-more = … and { $count } more
mail-digest-button = Open the leads
mail-digest-button-chats = Open the inbox
digest-leads = { $count ->
        [one] { $count } lead
       *[other] { $count } leads
    }
digest-chats = { $count ->
        [one] { $count } unanswered chat
       *[other] { $count } unanswered chats
    }

mail-fact-name = Name
mail-fact-phone = Phone
mail-fact-email = E-mail
mail-fact-page = Page
mail-fact-source = Source
mail-fact-time = Time
mail-fact-requests = Requests so far

mail-visitor = A visitor
mail-time = %-d %b %Y, %H:%M
mail-foot-why = You get this mail because { $recipient } is among the addresses to notify about { $site }.
mail-foot-stop = To stop it, take the address off the list in the site's settings:
mail-foot-settings = Settings of the site
mail-foot-yours = You get this mail because the conversation is yours to answer.
mail-foot-yours-stop = It ends when you answer or hand the conversation over. The times are set in the site’s settings:

channel-direct = Direct
channel-search = Search
channel-paid = Advertising
channel-social = Social media
channel-email = E-mail
channel-referral = Another site
channel-campaign = Campaign

# Mails to an address that a visitor gave.
mail-visitor-chat = You left your e-mail address in the chat with { $site }.
mail-visitor-foot = If this was not you, ignore this mail.
