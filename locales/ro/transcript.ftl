# O conversație pe e-mail.

transcript-subject = Conversația dumneavoastră cu { $site }
transcript-asked = Ați cerut conversația cu { $site }. Iat-o.
transcript-asked-foot = Primiți acest e-mail pentru că cineva a dat adresa { $recipient } în conversația cu { $site }. Dacă nu ați fost dumneavoastră, nu trebuie să faceți nimic: alte e-mailuri nu vin.
transcript-sent = { $site } vă trimite conversația avută.
transcript-sent-foot = Primiți acest e-mail pentru că echipa { $site } l-a trimis la { $recipient } după o conversație.
transcript-button = Continuați conversația
transcript-visitor = Dumneavoastră
transcript-transferred = { $name } preia conversația
transcript-ended = { $name } a încheiat conversația
transcript-ended-by-visitor = Ați încheiat conversația
