import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

/// Does what changes something, and keeps who did it: nothing is begun that could not be logged.
struct ActionLog {
    let store: any ActionLogStore
    let actor: String
    private let clock = SystemClock()

    init(_ store: any ActionLogStore, by actor: String) {
        self.store = store
        self.actor = actor
    }

    /// - Parameters:
    ///   - action: what was called, such as `failures retry`.
    ///   - subject: what it is done to, by our own names and ids.
    ///   - outcome: what came of it, in words without personal data.
    ///   - body: does it.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, and what the store does.
    func perform<Value>(
        _ action: String,
        on subject: String,
        outcome: (Value) -> String = { _ in "done" },
        _ body: () async throws -> Value
    ) async throws -> Value {
        let entry = LoggedAction(
            startedAt: clock.now,
            actor: Self.oneLine(actor),
            action: action,
            subject: Self.oneLine(subject)
        )
        let id = try await store.begin(entry)
        let value: Value
        do {
            value = try await body()
        } catch {
            // What stopped it counts; that this could not be kept as well is second to it.
            try? await store.end(id, outcome: Self.words(error), now: clock.now)
            throw error
        }
        try await store.end(id, outcome: outcome(value), now: clock.now)
        return value
    }

    /// What a person typed, without what could pass for another line on somebody's screen.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isPlain($0) ? $0 : " " }))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }

    /// The kind of end alone: messages may repeat what a person typed.
    private static func words(_ error: any Error) -> String {
        switch error {
        case let failure as CommandFailure where failure.code == 3: "timed out"
        case is CancellationError: "interrupted"
        default: "failed"
        }
    }
}

/// Who does what changes something.
struct ActorOption: ParsableArguments {
    @Option(help: "Who does this, as \"sluice log\" shows it. Default: the user.") var by: String?

    /// The user of the system that the process runs as.
    static var user: String { ProcessInfo.processInfo.userName }

    var name: String { by ?? Self.user }

    func validate() throws {
        guard let by else { return }
        guard !by.allSatisfy(\.isWhitespace), by.count <= 100 else {
            throw ValidationError("--by takes a name of at most 100 characters.")
        }
    }
}
