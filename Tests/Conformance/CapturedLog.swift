package import Logging
import Synchronization

/// Keeps what was logged.
package final class CapturedLog: Sendable {
    package struct Entry: Sendable, CustomStringConvertible {
        package let level: Logger.Level
        package let message: String
        package let metadata: Logger.Metadata

        /// On one line, as a person reads it: `warning: message key=value`, the facts in order.
        package var description: String {
            "\(level): \(message)" + metadata.map { " \($0.key)=\($0.value)" }.sorted().joined()
        }
    }

    private let kept = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { kept.withLock { $0 } }
    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// How often this was logged.
    package func count(_ message: String) -> Int { kept.withLock { $0.count { $0.message == message } } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let entry = Entry(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:])
            log.kept.withLock { $0.append(entry) }
        }
    }
}

/// Drops what is logged.
package let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
