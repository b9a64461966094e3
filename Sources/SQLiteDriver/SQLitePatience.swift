import Foundation
import GRDB

/// How long a connection waits for a lock that another connection holds.
///
/// SQLite's own timeout soon asks ten times a second only. Beside a writer that commits one transaction after another it
/// may do so at the wrong moment every time, since nobody queues for the lock; so this asks more often.
struct SQLitePatience: Sendable {
    /// Between two tries, in seconds.
    ///
    /// A lock between processes tells nobody that it is free.
    private static let pause = 0.01

    let limit: Duration

    /// What GRDB is to do while a lock is held.
    var mode: Database.BusyMode {
        let tries = Int(limit / Duration.seconds(Self.pause))
        return .callback { tried in
            guard tried < tries else { return false }
            Thread.sleep(forTimeInterval: Self.pause)
            return true
        }
    }

    /// Runs `body` again while SQLite refuses a lock without waiting for it, as it does where waiting could never end.
    ///
    /// - Throws: the last refusal once the time is over, and any other error of `body` at once.
    func untilFree<Value>(_ body: () throws -> Value) throws -> Value {
        let clock = ContinuousClock()
        let latest = clock.now + limit
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where Self.isRefusal(error) && clock.now < latest {
                Thread.sleep(forTimeInterval: Self.pause)
            }
        }
    }

    private static func isRefusal(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
    }
}
