//! How a worker starts, greets, breaks and is started again: the part of a conversation that is the
//! same with all of them, without a browser.

use serde::Serialize;
use windtunnel_workers::wire::{BUILD, encode};

/// How bytes reach a worker.
pub trait Transport {
    /// Posts a message.
    fn post(&mut self, bytes: &[u8]);
    /// Throws the worker away and starts another.
    fn restart(&mut self);
}

/// What the worker is doing, as far as the page knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not heard of yet. Messages posted now would be lost.
    Starting,
    /// It has greeted.
    Ready,
    /// It did not load, or broke; who needs it next starts another.
    Dead,
    /// It is of another build, and so will be the next one.
    Stranger,
}

/// What a worker's greeting means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// It is there now: what waits can be posted.
    Welcome,
    /// It has greeted before.
    Again,
    /// It is of another build.
    Stranger,
}

/// The line to a worker.
#[derive(Debug)]
pub struct Line<T> {
    transport: T,
    state: State,
    protocol: u32,
}

impl<T: Transport> Line<T> {
    /// To a worker that is being started, and has to speak this version of its protocol.
    pub fn new(transport: T, protocol: u32) -> Self {
        Self { transport, state: State::Starting, protocol }
    }

    /// What the worker is doing.
    pub fn state(&self) -> State {
        self.state
    }

    /// Somebody needs the worker: one that is dead is started again. What it is doing then.
    pub fn need(&mut self) -> State {
        if self.state == State::Dead {
            self.restart();
        }
        self.state
    }

    /// The worker greets.
    pub fn greet(&mut self, protocol: u32, build: &str) -> Greeting {
        if protocol != self.protocol || build != BUILD {
            self.state = State::Stranger;
            return Greeting::Stranger;
        }
        if self.state != State::Starting {
            return Greeting::Again;
        }
        self.state = State::Ready;
        Greeting::Welcome
    }

    /// The worker could not be loaded, or threw. What it was doing until then; one of another build
    /// stays a stranger, all others are dead.
    pub fn broke(&mut self) -> State {
        let before = self.state;
        if before != State::Stranger {
            self.state = State::Dead;
        }
        before
    }

    /// Throws the worker away and starts another.
    pub fn restart(&mut self) {
        self.transport.restart();
        self.state = State::Starting;
    }

    /// Posts a message; lost unless the worker is ready.
    pub fn post(&mut self, message: &impl Serialize) {
        self.transport.post(&encode(message));
    }

    /// What was posted through.
    #[cfg(test)]
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Restarts(u32);

    impl Transport for Restarts {
        fn post(&mut self, _: &[u8]) {}

        fn restart(&mut self) {
            self.0 += 1;
        }
    }

    #[test]
    fn a_dead_worker_is_started_again_by_who_needs_it() {
        let mut line = Line::new(Restarts::default(), 7);
        assert_eq!(line.need(), State::Starting);
        assert_eq!(line.greet(7, BUILD), Greeting::Welcome);
        assert_eq!(line.greet(7, BUILD), Greeting::Again);
        assert_eq!(line.broke(), State::Ready);
        assert_eq!(line.transport().0, 0, "not before anybody does");
        assert_eq!(line.need(), State::Starting);
        assert_eq!(line.transport().0, 1);
        assert_eq!(line.broke(), State::Starting);
        assert_eq!(line.state(), State::Dead);
    }

    #[test]
    fn a_worker_of_another_build_stays_a_stranger() {
        for (protocol, build) in [(8, BUILD), (7, "another")] {
            let mut line = Line::new(Restarts::default(), 7);
            assert_eq!(line.greet(protocol, build), Greeting::Stranger);
            assert_eq!((line.broke(), line.need()), (State::Stranger, State::Stranger));
            assert_eq!(line.transport().0, 0);
        }
    }
}
