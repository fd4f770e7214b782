//! Signatures of requests as S3 wants them (AWS Signature Version 4).

use ring::{digest, hmac};

use super::part::hex;

/// What is signed with.
pub(super) struct Signer<'a> {
    pub key: &'a str,
    pub secret: &'a str,
    pub region: &'a str,
}

/// What is signed.
pub(super) struct Request<'a> {
    pub method: &'a str,
    /// As it is sent: each byte but letters, digits, `-._~/` escaped.
    pub path: &'a str,
    pub query: &'a str,
    /// Every signed header, names in small letters and in order.
    pub headers: &'a [(&'a str, &'a str)],
    /// The SHA-256 of the body.
    pub payload: &'a str,
}

impl Signer<'_> {
    /// The value of `authorization`; `time` is like `20130524T000000Z`.
    pub(super) fn sign(&self, request: &Request<'_>, time: &str) -> String {
        let Self { key, secret, region } = self;
        let day = time.get(..8).unwrap_or_default();
        let scope = format!("{day}/{region}/s3/aws4_request");
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let text = format!(
            "AWS4-HMAC-SHA256\n{time}\n{scope}\n{}",
            hash(canonical(request, &names).as_bytes())
        );
        let chain = [day, region, "s3", "aws4_request", &text];
        let secret = format!("AWS4{secret}").into_bytes();
        let mark = chain.iter().fold(secret, |key, part| mac(&key, part.as_bytes()));
        let mark = hex(&mark);
        format!("AWS4-HMAC-SHA256 Credential={key}/{scope},SignedHeaders={names},Signature={mark}")
    }
}

fn canonical(request: &Request<'_>, names: &str) -> String {
    let Request { method, path, query, headers, payload } = request;
    let mut text = format!("{method}\n{path}\n{query}\n");
    for (name, value) in *headers {
        text.push_str(name);
        text.push(':');
        text.push_str(value.trim());
        text.push('\n');
    }
    text + "\n" + names + "\n" + payload
}

/// The SHA-256 of bytes in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of "Signature Calculations for the Authorization Header: Transferring Payload
    /// in a Single Chunk" in Amazon's reference of S3.
    const TIME: &str = "20130524T000000Z";
    const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn signature(request: &Request<'_>) -> String {
        let signer = Signer {
            key: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
        };
        let whole = signer.sign(request, TIME);
        let begin = "AWS4-HMAC-SHA256 \
            Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=";
        assert!(whole.starts_with(begin), "{whole}");
        whole.rsplit_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn a_file_that_is_read_is_signed_as_in_the_reference() {
        let headers =
            [HOST, ("range", "bytes=0-9"), ("x-amz-content-sha256", EMPTY), ("x-amz-date", TIME)];
        let request = Request {
            method: "GET",
            path: "/test.txt",
            query: "",
            headers: &headers,
            payload: EMPTY,
        };
        assert_eq!(
            signature(&request),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }

    #[test]
    fn a_file_that_is_stored_is_signed_as_in_the_reference() {
        let payload = hash(b"Welcome to Amazon S3.");
        assert_eq!(payload, "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            HOST,
            ("x-amz-content-sha256", &payload),
            ("x-amz-date", TIME),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        let request = Request {
            method: "PUT",
            path: "/test%24file.text",
            query: "",
            headers: &headers,
            payload: &payload,
        };
        assert_eq!(
            signature(&request),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn a_query_is_signed_as_in_the_reference() {
        let headers = [HOST, ("x-amz-content-sha256", EMPTY), ("x-amz-date", TIME)];
        let request =
            |query| Request { method: "GET", path: "/", query, headers: &headers, payload: EMPTY };
        assert_eq!(
            signature(&request("lifecycle=")),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signature(&request("max-keys=2&prefix=J")),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }
}
