# The leads: list, card, quarantine.

leads-search = Search the leads
leads-search-hint = Name, phone or e-mail
leads-none = No leads yet
leads-none-text = Whoever leaves a phone number or an e-mail address, in the form or in the chat, appears here with every request and where they came from.
leads-install = Put the widget on your site
leads-show-all = Show all
leads-nothing = Nothing fits
leads-nothing-text = No lead has all of this. Take a filter away, or search for a part of the name.
leads-show-all-leads = Show all leads
leads-contact = Contact
leads-source = Source
leads-last = Last
leads-no-name = no name
leads-period = Period
leads-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
leads-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
lead-without-name = Without a name

status-new = New
status-working = In progress
status-converted = Converted
status-refused = Refused
status-postponed = Postponed

lead-back = Back to the leads
lead-incomplete = incomplete: no name
lead-call = Call
lead-write = Write
lead-chat = Chat
lead-maybe-same = A request had the phone of one lead and the e-mail address of another. They may be one person:
lead-other-both = both
lead-other-phone = the phone
lead-other-email = the e-mail address
lead-other-nameless = a lead without a name
lead-different = They are different people
lead-same-visitor = Other leads of the same visitor:
lead-claims = { $count ->
        [one] One request was added because somebody typed this contact.
       *[other] { $count } requests were added because somebody typed this contact.
    } Nobody has confirmed that it is the same person, so nothing on the card was changed.
lead-note = Note for the team
lead-add-note = Add the note
lead-timeline = Timeline
lead-unconfirmed = not confirmed
lead-open-chat = Open the conversation
lead-became = Became a lead
lead-facts = Facts
lead-set = Set
lead-set-status = the status
lead-set-owner = the owner
lead-reason = Reason of the refusal
lead-nobody = Nobody yet
lead-taken = Another lead has this contact.
lead-taken-open = Open it to compare the two.
lead-save-contact = Save the contact
lead-where-from = Where from
lead-none = none
lead-no-owner = nobody yet

source-campaign = Campaign
source-source = Source
source-medium = Medium
source-term = Term
source-content = Content
source-referrer = Referrer
source-landing = First page

event-chat = Left a contact in the chat
event-form = Sent the contact form
event-consent = Consent
event-consent-given = given
event-released = Released by
event-noted = { $who } noted
event-status = { $who } set the status to { $status }
event-owner = { $who } gave the lead to { $owner }
event-no-owner = { $who } took the owner away
event-contact = { $who } changed the contact
event-somebody = Somebody
event-other-status = another stage

wrong-no-reason = Say why: refusals without a reason teach nothing.
wrong-no-note = Write something first.
wrong-phone = This is not a phone number. Begin with + and the country's code.
wrong-no-contact = A lead needs a phone number or an e-mail address.
wrong-taken = Another lead has this one.

quarantine-count = { $count } to check
quarantine-release-chosen = Make the ticked ones leads
quarantine-none = Nothing to check
quarantine-none-text = Requests that look like a robot's wait here with the reasons. Nothing is thrown away, and nobody is mailed about them.
quarantine-leads = See the leads
quarantine-text = These looked like a robot's. When one is a person's, make it a lead: it is then mailed like any other.
quarantine-choose = Choose { $name }
quarantine-release = This is a person
quarantine-left-in = Left in
quarantine-chat = the chat
quarantine-form = the contact form
quarantine-address = Address
quarantine-browser = Browser
quarantine-no-browser = none named

done-status = The status is changed.
done-owner = The owner is changed.
done-note = The note is on the card.
done-separate = They stay separate leads.
done-released = It is a lead now.
done-before = Somebody else has released it before you.
event-magnet-given = Was given “{ $name }”
event-magnet-taken = Took “{ $name }”
lead-magnets = Magnets
