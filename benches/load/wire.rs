//! The few bytes of HTTP and WebSocket that the generator speaks. Frames to the server are masked
//! with one fixed key: it has to unmask them all the same.

/// The mask of every frame from a client.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x17, 0x88];

/// What stands at the front of the bytes that have arrived.
pub enum Part {
    /// Not whole yet.
    Incomplete,
    /// A frame: its opcode, where its payload lies, and where the next part begins.
    Frame { opcode: u8, from: usize, to: usize },
    /// An HTTP answer: its status, where its body lies, and where the next part begins.
    Answer { status: u16, from: usize, to: usize },
}

/// Opcodes of RFC 6455.
pub mod opcode {
    pub const TEXT: u8 = 1;
    pub const CLOSE: u8 = 8;
    pub const PING: u8 = 9;
    pub const PONG: u8 = 10;
}

/// Appends a masked frame; payloads here are below 64 KiB.
pub fn put_frame(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    out.push(0x80 | opcode);
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => out.push(0x80 | short),
        _ => {
            out.push(0x80 | 0x7e);
            let long = u16::try_from(payload.len()).expect("a payload below 64 KiB");
            out.extend_from_slice(&long.to_be_bytes());
        }
    }
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

/// A text frame on its own.
pub fn text_frame(text: &str) -> Vec<u8> {
    let mut frame = Vec::with_capacity(text.len() + 8);
    put_frame(&mut frame, opcode::TEXT, text.as_bytes());
    frame
}

/// The frame that a server sent, if it is whole.
pub fn next_frame(bytes: &[u8]) -> Part {
    let [first, second, ..] = bytes else { return Part::Incomplete };
    let (from, length) = match second & 0x7f {
        126 => match bytes.get(2..4) {
            Some(long) => (4, usize::from(u16::from_be_bytes([long[0], long[1]]))),
            None => return Part::Incomplete,
        },
        127 => match bytes.get(2..10).and_then(|long| long.try_into().ok()) {
            Some(long) => (10, usize::try_from(u64::from_be_bytes(long)).unwrap_or(usize::MAX)),
            None => return Part::Incomplete,
        },
        short => (2, usize::from(short)),
    };
    let to = from + length;
    if bytes.len() < to {
        return Part::Incomplete;
    }
    Part::Frame { opcode: first & 0x0f, from, to }
}

/// The HTTP answer, if it is whole. The servers here give a length or no body at all.
pub fn next_answer(bytes: &[u8]) -> Part {
    let Some(end) = find(bytes, b"\r\n\r\n") else { return Part::Incomplete };
    let head = &bytes[..end];
    let status = head.get(9..12).map_or(0, digits);
    let length = head
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.split_at_checked(15))
        .find(|(name, _)| name.eq_ignore_ascii_case(b"content-length:"))
        .map_or(0, |(_, value)| digits(value.trim_ascii()));
    let from = end + 4;
    let to = from + usize::from(length);
    if bytes.len() < to {
        return Part::Incomplete;
    }
    Part::Answer { status, from, to }
}

/// A request with a JSON body sent as the widget sends it.
pub fn post(path: &str, origin: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {origin}\r\n\
         User-Agent: {AGENT}\r\nContent-Type: text/plain;charset=UTF-8\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A plain request.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\n\r\n").into_bytes()
}

/// The request that opens a WebSocket; `headers` are whole lines.
pub fn upgrade(path: &str, headers: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bGVhZGJlbGwgbG9hZCBnZQ==\r\n\
         User-Agent: {AGENT}\r\n{headers}\r\n"
    )
    .into_bytes()
}

/// What a desktop browser calls itself.
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// The place of `needle` in `bytes`.
pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// The string value of a field that is written as `"name":"value"`.
pub fn field<'a>(json: &'a [u8], quoted: &str) -> Option<&'a str> {
    let from = find(json, quoted.as_bytes())? + quoted.len();
    let rest = json[from..].strip_prefix(b":\"")?;
    let to = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..to]).ok()
}

fn digits(text: &[u8]) -> u16 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum: u16, digit| sum.saturating_mul(10).saturating_add(u16::from(digit - b'0')))
}
