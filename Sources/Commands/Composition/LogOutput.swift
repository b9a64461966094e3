import Foundation
import Logging

/// Readable log lines on standard error, so that data on standard output stays clean.
enum LogOutput {
    /// Bootstraps logging once per process, at the level of `SLUICE_LOG_LEVEL`, else at this one.
    static func start(level standard: Logger.Level = .info) {
        let level =
            ProcessInfo.processInfo.environment["SLUICE_LOG_LEVEL"].flatMap { Logger.Level(rawValue: $0) } ?? standard
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
