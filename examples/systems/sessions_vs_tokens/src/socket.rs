//! The session store in another process, as a server of its own would be: here it is a thread behind a socket of this
//! machine. A real one adds a network.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::sessions::{self, Sessions};
use crate::{Caller, Fallible};

/// Answers the hash of an ID with the length of the record and the record.
pub fn serve(listener: &TcpListener, sessions: &Sessions) -> Fallible<()> {
    let (mut client, _) = listener.accept()?;
    client.set_nodelay(true)?;
    let mut key = [0; 32];
    while client.read_exact(&mut key).is_ok() {
        let record = sessions.record(&key)?.unwrap_or_default();
        let length = u16::try_from(record.len())?.to_be_bytes();
        client.write_all(&[&length, record.as_slice()].concat())?;
    }
    Ok(())
}

/// A connection that stays open between requests.
pub struct RemoteStore(TcpStream);

impl RemoteStore {
    pub fn connect(listener: &TcpListener) -> Fallible<Self> {
        let stream = TcpStream::connect(listener.local_addr()?)?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    pub fn caller(&self, cookie: &str) -> Fallible<Caller> {
        let id = cookie.strip_prefix("__Host-session=").ok_or("no session cookie")?;
        let mut stream = &self.0;
        stream.write_all(&sessions::key(id))?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut record = vec![0; u16::from_be_bytes(length).into()];
        stream.read_exact(&mut record)?;
        if record.is_empty() { Err("no such session".into()) } else { sessions::read(&record) }
    }
}
