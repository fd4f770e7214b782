# E-mailuri către oamenii unui cont. $name este o persoană, $account firma ei.

people-reset-subject = Alegeți o parolă nouă
people-reset-reason = Cineva a cerut o parolă nouă pentru { $email }.
people-reset-button = Alegeți parola
people-reset-life = Linkul funcționează o singură dată, timp de două ore.
people-reset-foot = Dacă nu ați fost dumneavoastră, nu s-a întâmplat nimic și nu trebuie să faceți nimic. Parola rămâne aceeași.

people-invite-subject = { $name } vă invită în { $account }
people-invite-reason = { $name } vă invită în { $account } pe Leadbell, unde vizitatorii site-ului primesc răspuns.
people-invite-button = Intrați în echipă
people-invite-life = Linkul funcționează o singură dată, timp de șapte zile. Vă conectați cu { $email }.
people-invite-foot = Dacă nu știți despre ce este vorba, ignorați acest mesaj: fără dumneavoastră nu se întâmplă nimic.
