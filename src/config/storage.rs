//! Where files are kept: a folder, or a bucket that speaks S3.

use std::fmt;
use std::path::PathBuf;

use url::Url;

/// What both kinds look like.
const EXPECTED: &str = "give a folder, such as file:///var/lib/leadbell/files, or a bucket, such \
     as s3://KEY:SECRET@s3.eu-central-1.amazonaws.com/bucket?region=eu-central-1";

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of Amazon S3, or of something that speaks like it.
    Bucket(Box<Bucket>),
}

/// A bucket, and the key to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Whether it is spoken to inside TLS.
    pub tls: bool,
    /// The server's name or address; an IPv6 address without brackets.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The bucket's name.
    pub name: String,
    /// What the names of our files begin with: empty, or ends with `/`.
    pub prefix: String,
    /// The region for which requests are signed.
    pub region: String,
    /// The access key's id.
    pub key: String,
    /// The secret that belongs to it.
    pub secret: String,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, name, prefix, region, .. } = self;
        write!(f, "{name}/{prefix} at {host}:{port} ({region})")
    }
}

/// A folder's path or address, or a bucket's address.
pub(super) fn storage(text: &str) -> Result<Storage, String> {
    if text.starts_with("s3://") {
        return bucket(text).map(|bucket| Storage::Bucket(Box::new(bucket)));
    }
    match text.strip_prefix("file://").unwrap_or(text) {
        path if !path.is_empty() && !path.contains("://") => Ok(Storage::Folder(path.into())),
        _ => Err(EXPECTED.into()),
    }
}

fn bucket(text: &str) -> Result<Bucket, String> {
    let escaped =
        || format!("{EXPECTED}; in both, characters such as / + : @ are written as %2F and so on");
    let url = Url::parse(text).map_err(|_| escaped())?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let (name, prefix) = match url.path().trim_matches('/').split_once('/') {
        Some((name, prefix)) => (name.to_owned(), format!("{prefix}/")),
        None => (url.path().trim_matches('/').to_owned(), String::new()),
    };
    let key = plain(url.username());
    let secret = plain(url.password().unwrap_or_default());
    let (Some(key), Some(secret)) = (key, secret) else { return Err(escaped()) };
    if host.is_empty() || key.is_empty() || secret.is_empty() || url.fragment().is_some() {
        return Err(escaped());
    }
    let is_name = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    if !(3..=63).contains(&name.len()) || !name.bytes().all(is_name) {
        return Err("after the host stands the bucket's name: 3 to 63 small letters, digits, \
             dots and hyphens, such as s3://KEY:SECRET@host/bucket"
            .into());
    }
    let is_part = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b'/');
    if !prefix.bytes().all(is_part) {
        return Err("after the bucket may stand a folder of letters, digits, dots and hyphens, \
             such as s3://KEY:SECRET@host/bucket/leadbell"
            .into());
    }
    let (mut region, mut tls) = ("us-east-1".to_owned(), true);
    for (parameter, value) in url.query_pairs() {
        match (parameter.as_ref(), value.as_ref()) {
            ("region", value) if !value.is_empty() && value.bytes().all(is_name) => {
                value.clone_into(&mut region);
            }
            ("tls", "none") => tls = false,
            ("tls", "required") => tls = true,
            _ => {
                return Err("it knows no parameter but region, such as region=eu-central-1, and \
                     tls=none for a server without TLS"
                    .into());
            }
        }
    }
    let port = url.port().unwrap_or(if tls { 443 } else { 80 });
    Ok(Bucket { tls, host, port, name, prefix, region, key, secret })
}

/// A part of an address as it was before its characters were escaped.
fn plain(escaped: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Bucket {
        match storage(text) {
            Ok(Storage::Bucket(bucket)) => *bucket,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_bucket_is_read_with_its_key_and_never_shown_with_it() {
        let bucket =
            read("s3://AKIA:a%2Fb%2Bc@s3.eu-central-1.amazonaws.com/chat?region=eu-central-1");
        assert_eq!((bucket.key.as_str(), bucket.secret.as_str()), ("AKIA", "a/b+c"));
        assert_eq!((bucket.host.as_str(), bucket.port), ("s3.eu-central-1.amazonaws.com", 443));
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("chat", ""));
        assert_eq!((bucket.region.as_str(), bucket.tls), ("eu-central-1", true));
        let shown = format!("{bucket:?}");
        assert!(!shown.contains("AKIA") && !shown.contains("a/b"), "{shown}");
    }

    #[test]
    fn a_server_of_ones_own_may_have_a_port_a_folder_and_no_tls() {
        let bucket = read("s3://minio:minio-secret@[::1]:9000/chat/a/b?tls=none");
        assert_eq!((bucket.host.as_str(), bucket.port, bucket.tls), ("::1", 9000, false));
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("chat", "a/b/"));
        assert_eq!(bucket.region, "us-east-1");
    }

    #[test]
    fn anything_else_is_refused_without_repeating_the_secret() {
        for wrong in [
            "s3://",
            "s3://host/bucket",
            "s3://key@host/bucket",
            "s3://key:tell/nobody@host/bucket",
            "s3://key:tell%zznobody@host/bucket",
            "s3://key:tellnobody@host",
            "s3://key:tellnobody@host/Bucket",
            "s3://key:tellnobody@host/bucket/a%20b",
            "s3://key:tellnobody@host/bucket?region=",
            "s3://key:tellnobody@host/bucket?tls=maybe",
            "s3://key:tellnobody@host/bucket?acl=public",
            "s3://key:tellnobody@host/bucket#x",
            "ftp://key:tellnobody@host/bucket",
            "",
        ] {
            let refused = storage(wrong).expect_err(wrong);
            assert!(!refused.contains("nobody"), "{wrong}: {refused}");
            assert!(refused.contains("such as") || refused.contains("s3://"), "{wrong}: {refused}");
        }
    }

    #[test]
    fn a_folder_is_a_path_or_the_address_of_one() {
        for (given, path) in [("file:///srv/files", "/srv/files"), ("files", "files")] {
            assert_eq!(storage(given), Ok(Storage::Folder(path.into())));
        }
    }
}
