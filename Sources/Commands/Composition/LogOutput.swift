import Foundation
import Logging

/// Readable log lines on standard error, so that data on standard output stays clean.
enum LogOutput {
    /// Bootstraps logging once per process, at the level of `SLUICE_LOG_LEVEL`, else at this one.
    static func start(level standard: Logger.Level = .info) {
        let wanted = ProcessInfo.processInfo.environment["SLUICE_LOG_LEVEL"].flatMap { $0.isEmpty ? nil : $0 }
        let level = wanted.flatMap { Logger.Level(rawValue: $0) } ?? standard
        if let wanted, Logger.Level(rawValue: wanted) == nil {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            Output.error("sluice: SLUICE_LOG_LEVEL \"\(wanted)\" is no level (\(known)); \(standard) is used")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}

extension Logger {
    /// For commands that show what there is to say themselves.
    static let silent = Logger(label: "sluice") { _ in SwiftLogNoOpLogHandler() }
}
