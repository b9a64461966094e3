#if RedisStreams
import SyncEngine

/// Why a command had no answer, or not the wanted one.
package enum RedisFailure: InboxFault, Sendable, Hashable {
    /// Nobody answers, or not now; tried again by itself.
    case unreachable(String)
    /// The server said no.
    case refused(RedisRefusal)
    /// An answer that this command does not have.
    case unexpected(String)
    /// The server, or what is set there, is not to be used like this.
    case unusable(String)

    package var description: String {
        switch self {
        case .unreachable(let detail): "Redis cannot be reached: \(detail)"
        case .refused(let refusal): "Redis refuses: \(refusal.advice ?? "\(refusal.code) \(refusal.message)")"
        case .unexpected(let command): "Redis gave an answer to \(command) that it should not give"
        case .unusable(let detail): detail
        }
    }

    package var needsPerson: Bool {
        switch self {
        case .unreachable, .unexpected: false
        case .unusable: true
        case .refused(let refusal): refusal.needsPerson
        }
    }

    /// Whether a new connection may find another server, or the same one in another state.
    var endsConnection: Bool {
        switch self {
        case .unreachable, .unexpected, .unusable: true
        case .refused(let refusal): refusal.endsConnection
        }
    }
}

extension RedisRefusal {
    var needsPerson: Bool {
        ["WRONGPASS", "NOAUTH", "NOPERM", "WRONGTYPE", "MOVED", "ASK"].contains(code) || isUnknown
    }

    /// A server that starts, that became a replica, or that wants another login.
    var endsConnection: Bool {
        ["LOADING", "READONLY", "MASTERDOWN", "NOAUTH", "WRONGPASS", "MOVED", "UNBLOCKED"].contains(code)
    }

    /// Whether there is no more room.
    var isFull: Bool { code == "OOM" }

    private var isUnknown: Bool { code == "ERR" && message.hasPrefix("unknown command") }

    /// What is wrong and how to mend it; `nil` where the server's own words are all that is known.
    var advice: String? {
        switch code {
        case "WRONGPASS":
            "user or password of inbox.url is not accepted. Correct it; a sign other than letters and digits is written as %XX"
        case "NOAUTH": "it wants a password. Write it into inbox.url: redis://user:password@host:6379/0"
        case "NOPERM":
            "the user of inbox.url lacks a permission (\(message)). docs/redis.md has the rule that ACL SETUSER needs"
        case "WRONGTYPE": "the key of the stream holds something else. Name another with ?stream= in inbox.url"
        case "MOVED", "ASK":
            "it is a cluster, and the stream lies on another node. Name that node, or a server that is no cluster, in inbox.url"
        case "READONLY": "it is a replica, which takes nothing. Name the primary in inbox.url"
        case "OOM": "its memory is full (maxmemory). Give it more, or let workers catch up"
        case "MISCONF", "NOREPLICAS": "it takes no writes now: \(message)"
        case "LOADING": "it is still loading its data"
        case "ERR" where isUnknown:
            "it lacks a command that is needed (\(message)). Redis 6.2 or Valkey 7.2 is the oldest that will do"
        default: nil
        }
    }
}
#endif
