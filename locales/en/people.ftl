# Mails to the people of an account. $name is a person, $account their company.

people-reset-subject = Set a new password
people-reset-reason = Somebody asked to set a new password for { $email }.
people-reset-button = Set the password
people-reset-life = The link works once, for two hours.
people-reset-foot = If it was not you, nothing has happened and nothing needs to be done. Your password stays as it is.

people-invite-subject = { $name } invites you to { $account }
people-invite-reason = { $name } invites you to { $account } on Leadbell, where visitors of the web site are answered.
people-invite-button = Join
people-invite-life = The link works once, for seven days. You sign in with { $email }.
people-invite-foot = If you do not know what this is about, ignore this mail: nothing happens without you.
