# Mails an die Leute eines Kontos. $name ist eine Person, $account ihre Firma.

people-reset-subject = Neues Passwort setzen
people-reset-reason = Jemand möchte für { $email } ein neues Passwort setzen.
people-reset-button = Passwort setzen
people-reset-life = Der Link gilt einmal und zwei Stunden lang.
people-reset-foot = Wenn Sie das nicht waren, ist nichts passiert, und Sie müssen nichts tun. Ihr Passwort bleibt, wie es ist.

people-invite-subject = { $name } lädt Sie zu { $account } ein
people-invite-reason = { $name } lädt Sie zu { $account } auf Leadbell ein. Dort werden die Besucher der Website beantwortet.
people-invite-button = Mitmachen
people-invite-life = Der Link gilt einmal und sieben Tage lang. Sie melden sich mit { $email } an.
people-invite-foot = Wenn Sie nicht wissen, worum es geht, ignorieren Sie diese Mail: Ohne Sie passiert nichts.
