//! The country of a network address, from a `MaxMind` file where one is set.

use std::net::IpAddr;
use std::path::Path;
use std::sync::OnceLock;

use maxminddb::{PathElement, Reader};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

#[derive(Default)]
struct Countries(OnceLock<Reader<Vec<u8>>>);

/// Reads the file that is set; one that is none is refused.
pub fn open(ctx: &Ctx) -> Result<()> {
    let Some(file) = &ctx.config.geoip else { return Ok(()) };
    let _ = ctx.local.of::<Countries>().0.set(read(file)?);
    Ok(())
}

fn read(file: &Path) -> Result<Reader<Vec<u8>>> {
    Reader::open_readfile(file)
        .map_err(|cause| Error::Invalid(format!("LEADBELL_GEOIP {}: {cause}", file.display())))
}

/// Two capital letters; empty where it is not known.
pub(super) fn of(ctx: &Ctx, address: IpAddr) -> String {
    let countries = ctx.local.of::<Countries>();
    let found = countries.0.get().and_then(|reader| find(reader, address));
    found.unwrap_or_default()
}

fn find(reader: &Reader<Vec<u8>>, address: IpAddr) -> Option<String> {
    const CODE: [PathElement<'static>; 2] =
        [PathElement::Key("country"), PathElement::Key("iso_code")];
    let code: &str = reader.lookup(address.to_canonical()).ok()?.decode_path(&CODE).ok()??;
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then(|| code.to_owned())
}
