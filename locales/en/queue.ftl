# The page about mail.

queue-on-disk = No mail server is set, so mails are kept on this server and reach nobody. Set { $variable } and start it again.
queue-dead = Given up
queue-send-all = Send all again
queue-dead-text = The mail server refused these for good, or they were tried too often. The leads themselves are safe.
queue-to = To
queue-why = Why
queue-tries = Tries
queue-from = From
queue-send-again = Send again
queue-drop = Drop
queue-newest = The newest { $shown } of { $count } are shown.
queue-waiting = Waiting
queue-waiting-text = A mail that cannot be delivered is tried again in ever longer steps, for three days.
queue-nothing = Nothing waits.
queue-gathered = { $count ->
        [one] { $count } notification is gathered for the next digest.
       *[other] { $count } notifications are gathered for the next digest.
    }
queue-next-try = Next try
queue-last-error = Last error
queue-being-sent = being sent
queue-mailbox = Mailbox on this server
queue-mailbox-text = What would have been sent, newest first.
queue-mailbox-empty = Empty. A new lead writes the first mail, if the site has somebody to notify.
queue-sent = Sent
queue-sent-text = Notifications that the mail server has taken, newest first.
queue-none-sent = None yet.
queue-sent-to = { $site }, to { $recipient }
queue-sent-to-late = { $site }, to { $recipient }, at try { $tries }
queue-back = Back to Mail
queue-as-it-looks = As it looks
queue-reply-to = Answer to
queue-written = Written

about-lead = New lead
about-chat = Unanswered chat
about-digest = Digest

done-replayed = It is in the queue again
done-all = All of them are in the queue again
done-discarded = The mail was dropped
