//! A static host for this machine: what a public one would do, and nothing more.
//!
//! A thread per connection and one answer per connection: nothing to wait for, nothing to tune.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};

const HOST: &str = "127.0.0.1";
/// The longest request head we read; ours are a few hundred bytes.
const HEAD_LIMIT: u64 = 16 * 1024;

/// A server running in the background until the process ends.
pub struct Running {
    pub url: String,
    pub port: u16,
}

/// Serves `dir` under `base` on `port`, or on the next free one.
pub fn start(dir: PathBuf, base: &str, port: u16) -> Result<Running> {
    let (listener, port) = bind(port)?;
    let base = normal_base(base);
    let url = format!("http://{HOST}:{port}{base}");
    let site = Arc::new(Site { dir, base });
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let site = Arc::clone(&site);
            // An error in there is a browser that went away.
            thread::spawn(move || site.answer(&stream).ok());
        }
    });
    Ok(Running { url, port })
}

fn bind(port: u16) -> Result<(TcpListener, u16)> {
    let next = (1..=20).map(|step| port.saturating_add(step));
    // 0 lets the system choose: the last resort.
    for candidate in std::iter::once(port).chain(next).chain([0]) {
        if let Ok(listener) = TcpListener::bind((HOST, candidate)) {
            let port = listener.local_addr().map_or(candidate, |addr| addr.port());
            return Ok((listener, port));
        }
    }
    Err(Error::Failed {
        what: format!("Listening on {HOST}"),
        detail: format!("no port from {port} on is free"),
    })
}

/// `/` or `/some/path/`.
fn normal_base(base: &str) -> String {
    match base.trim_matches('/') {
        "" => "/".into(),
        path => format!("/{path}/"),
    }
}

struct Site {
    dir: PathBuf,
    base: String,
}

impl Site {
    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        // Browsers open connections ahead and may never use them.
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut head = BufReader::new(stream.take(HEAD_LIMIT));
        let mut request = String::new();
        head.read_line(&mut request)?;
        // Read to the end of the head: closing with unread bytes would reset the connection.
        let mut line = String::new();
        while head.read_line(&mut line)? > 2 {
            line.clear();
        }
        let mut words = request.split_whitespace();
        let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let with_body = method == "GET";
        if !with_body && method != "HEAD" {
            return respond(stream, "405 Method Not Allowed", TEXT, b"only GET here\n", true);
        }
        match self.file(url).and_then(|path| Some((mime(&path), fs::read(path).ok()?))) {
            Some((mime, bytes)) => respond(stream, "200 OK", mime, &bytes, with_body),
            None => respond(stream, "404 Not Found", TEXT, b"not found\n", with_body),
        }
    }

    /// The file a URL names, if it is one inside of the folder.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let path = decode(path.strip_prefix(&self.base)?)?;
        let mut file = self.dir.clone();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            // `..` and whatever else could leave the folder on some system.
            if part.starts_with("..") || part.contains(['\\', ':', '\0']) {
                return None;
            }
            file.push(part);
        }
        if path.is_empty() || path.ends_with('/') {
            file.push("index.html");
        }
        file.is_file().then_some(file)
    }
}

/// `%41` -> `A`; nothing for what is not text.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let (high, low) = (bytes.next()?, bytes.next()?);
            let digit = |byte: u8| char::from(byte).to_digit(16);
            out.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

const TEXT: &str = "text/plain; charset=utf-8";

fn respond(
    mut stream: &TcpStream,
    status: &str,
    mime: &str,
    body: &[u8],
    with_body: bool,
) -> io::Result<()> {
    // no-cache because the next build has the same names for the workers.
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(running: &Running, path: &str) -> String {
        let host = running.url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn serves_a_sub_path_and_nothing_outside_of_it() {
        let dir = std::env::temp_dir().join(format!("xtask-serve-{}", std::process::id()));
        let dist = dir.join("dist");
        fs::create_dir_all(dist.join("models")).unwrap();
        fs::write(dir.join("secret.txt"), "secret").unwrap();
        fs::write(dist.join("index.html"), "<h1>page</h1>").unwrap();
        fs::write(dist.join("app_bg.wasm"), "wasm").unwrap();
        fs::write(dist.join("models/a b.onnx"), "onnx").unwrap();
        let running = start(dist, "some/path", 0).unwrap();

        let page = get(&running, "/some/path/?query");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("<h1>page</h1>"), "{page}");
        assert!(page.contains("no-cache"), "{page}");
        assert!(get(&running, "/some/path/app_bg.wasm").contains("application/wasm"));
        let model = get(&running, "/some/path/models/a%20b.onnx");
        assert!(model.contains("application/octet-stream"), "{model}");
        assert!(model.ends_with("Connection: close\r\n\r\nonnx"), "{model}");
        let elsewhere = [
            "/",
            "/some/path/../secret.txt",
            "/some/path/%2e%2e/secret.txt",
            "/some/path/models/..%2f..%2fsecret.txt",
            "/some/path/..\\secret.txt",
            "/some/path//etc/passwd",
            "/some/path/%zz",
            "/some/path/missing.js",
        ];
        for path in elsewhere {
            assert!(get(&running, path).starts_with("HTTP/1.1 404"), "{path}");
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn idle_connections_hold_up_nobody() {
        let dir = std::env::temp_dir().join(format!("xtask-idle-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("index.html"), "page").unwrap();
        let running = start(dir.clone(), "/", 0).unwrap();
        let idle: Vec<TcpStream> =
            (0..20).map(|_| TcpStream::connect((HOST, running.port)).unwrap()).collect();
        assert!(get(&running, "/").ends_with("page"));
        drop(idle);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_taken_port_moves_on_to_the_next() {
        let (_first, port) = bind(0).unwrap();
        let (_second, other) = bind(port).unwrap();
        assert_ne!(port, other);
    }

    #[test]
    fn bases_and_types() {
        assert_eq!(normal_base(""), "/");
        assert_eq!(normal_base("/a/b"), "/a/b/");
        assert_eq!(mime(Path::new("m.webmanifest")), "application/manifest+json");
        assert_eq!(mime(Path::new("x.js")), "text/javascript; charset=utf-8");
    }
}
