# Why a request is in quarantine.

suspect-honeypot = Filled in a field that people cannot see
suspect-spam = In a chat that the team marked as spam
suspect-blocked = The team has blocked this visitor
suspect-no-agent = Names no browser
suspect-bot-agent = Sent by a program, not by a browser
suspect-no-origin = Did not come from a page of the site
suspect-disposable-email = Address of a mailbox for ten minutes
suspect-links = Advertises other sites
suspect-repeated-message = The same message came several times
suspect-repeated-contact = The same contact came several times
suspect-no-form-token = Sent without opening the form
suspect-bad-form-token = The form's token is forged
suspect-old-form-token = The form was opened more than a day before
suspect-too-fast = Filled in faster than a person types
suspect-reused-form-token = One opened form was sent many times
suspect-no-visitor = The sender looked at no page
suspect-busy-visitor = Very many requests from one browser
suspect-busy-address = Very many requests from one address
suspect-spent-proof = The proof of work was used before
suspect-busy-site = Very many requests at once
suspect-other = Looked suspect
