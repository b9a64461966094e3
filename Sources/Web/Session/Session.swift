import Foundation
import HTTPTypes
import Shopify
import SyncModel

/// A visitor who was let in.
struct Session: Sendable, Hashable {
    var role: AccessRole
    /// Tells sessions apart, so that a form of one is not taken from another.
    var id: String
    /// What the visitor wants to be called in the log; `nil` for none.
    var name: String?
    var endsAt: Instant

    /// A working day: who comes back the next one signs in again.
    static let lasting = Duration.seconds(12 * 3_600)
    static let longestName = 60

    /// Who does something, as the log names them.
    var actor: String { name.map { "\($0) (dashboard)" } ?? "dashboard" }

    static func begin(_ role: AccessRole, name: String? = nil, now: Instant) -> Session {
        let trimmed = name.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .flatMap { $0.isEmpty ? nil : String($0.prefix(longestName)) }
        return Session(role: role, id: RandomText.make(), name: trimmed, endsAt: now + lasting)
    }
}

/// Identifiers that nobody can guess.
enum RandomText {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next(), radix: 36)
            return String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        }
        .joined()
    }
}

/// How a session travels: its values and their signature, out of reach of scripts and of other sites.
struct SessionCookie: Sendable {
    let access: AccessControl
    private let isSecure: Bool

    /// The cookie as it comes with, or answers, a request with these headers.
    init(access: AccessControl, _ headers: HTTPFields) {
        self.access = access
        isSecure = access.isSecure(headers)
    }

    private var name: String { isSecure ? "__Host-sluice" : "sluice" }

    /// The session of a request; `nil` where there is none, or it has ended, or is not of our making.
    func session(_ headers: HTTPFields, now: Instant) -> Session? {
        let values = headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }
            .filter { $0.hasPrefix(name + "=") }
            .map { $0.dropFirst(name.count + 1) }
        return values.prefix(4).lazy.compactMap { session(String($0), now: now) }.first
    }

    private func session(_ text: String, now: Instant) -> Session? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let role = AccessRole(rawValue: parts[0]), let seconds = Int64(parts[2]) else {
            return nil
        }
        let signed = parts.dropLast().joined(separator: ".")
        guard ConstantTime.areEqual(Array(access.signature(signed).utf8), Array(parts[4].utf8)) else { return nil }
        let endsAt = Instant(seconds: seconds)
        guard now < endsAt else { return nil }
        let person = parts[3].removingPercentEncoding.flatMap { $0.isEmpty ? nil : $0 }
        return Session(role: role, id: parts[1], name: person, endsAt: endsAt)
    }

    func header(_ session: Session) -> String {
        let person = PathText.escaped(session.name ?? "").replacing(".", with: "%2E")
        let seconds = session.endsAt.microseconds / 1_000_000
        let signed = "\(session.role.rawValue).\(session.id).\(seconds).\(person)"
        return attributes("\(signed).\(access.signature(signed))", maximumAge: Int(Session.lasting.components.seconds))
    }

    /// Takes the cookie back.
    var ended: String { attributes("", maximumAge: 0) }

    private func attributes(_ value: String, maximumAge: Int) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(maximumAge)"
            + (isSecure ? "; Secure" : "")
    }
}
