//! How much one sender may do.

use toml::{Table, Value};

macro_rules! limits {
    ($($(#[doc = $doc:literal])* $name:ident: $default:literal,)*) => {
        /// How much one sender may do; an admin can change it in the settings file's `[limits]`.
        #[derive(Clone, Copy, Debug)]
        pub struct Limits {
            $($(#[doc = $doc])* pub $name: u32,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Limits {
            fn by_name(&mut self, name: &str) -> Option<&mut u32> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

limits! {
    /// Frames a second from one socket; ten seconds' worth may come at once.
    socket_frames: 20,
    /// Chat messages a minute from one visitor.
    messages_visitor: 40,
    /// Chat messages a minute from one network address.
    messages_address: 400,
    /// Files an hour from one visitor.
    files_visitor: 60,
    /// Files an hour from one network address.
    files_address: 300,
    /// Megabytes of files a day from one visitor.
    megabytes_visitor: 200,
    /// Megabytes of files a day from all visitors of one site.
    megabytes_site: 5_000,
    /// Form posts an hour from one visitor.
    forms_visitor: 20,
    /// Form posts an hour from one network address: an office or a mobile carrier shares one.
    /// Beyond it, ones with nothing against them need a proof of work, suspect ones are refused.
    forms_address: 120,
    /// Form posts a minute for one site; beyond it each needs a proof of work.
    forms_site: 600,
    /// Suspect form posts a day that are kept in a site's quarantine; further ones are refused,
    /// and counted.
    suspects_site: 1_000,
    /// Mails an hour to addresses that the visitors of one site gave.
    visitor_mails_site: 60,
    /// New visitors a minute from one network address.
    visitors_address: 240,
    /// Page views a minute from one visitor.
    views_visitor: 120,
    /// Page views a minute from one network address.
    views_address: 3_000,
    /// Beats a minute of one visitor's open pages.
    beats_visitor: 60,
    /// Beats a minute from one network address.
    beats_address: 6_000,
    /// Sockets open at once from one network address.
    sockets_address: 400,
}

impl Limits {
    /// Takes over what the file's section says.
    pub(super) fn read(&mut self, section: &Table) -> Result<(), String> {
        for (name, value) in section {
            let limit = self.by_name(name);
            let limit = limit.ok_or_else(|| format!("there is no limit `{name}` in [limits]"))?;
            let given = match value {
                Value::Integer(number) => u32::try_from(*number).ok().filter(|most| *most > 0),
                _ => None,
            };
            *limit = given.ok_or_else(|| {
                format!("`{name}` in [limits] must be a whole number from 1 to {}", u32::MAX)
            })?;
        }
        Ok(())
    }
}
