import Synchronization

package import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Appends every outbound exchange to a JSON Lines file, secrets masked, for tests and the contract check.
///
/// The file holds personal data. Several processes may share one.
package final class TrafficRecorder: Sendable {
    /// The environment variable that names the file.
    package static let variable = "SLUICE_RECORD_TRAFFIC"

    private let file: AppendOnlyFile
    private let logger: Logger
    private let hasFailed = Mutex(false)

    init(file: AppendOnlyFile, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// Opens or creates the file, readable by its owner only, and warns in the log that recording is on.
    ///
    /// - Throws: ``RecordingFileError`` when the file cannot be opened or made private.
    package convenience init(path: String, logger: Logger) throws(RecordingFileError) {
        self.init(file: try AppendOnlyFile(path: path), logger: logger)
        logger.warning(
            "Outbound traffic is being recorded: the file holds personal data and is meant for tests",
            metadata: ["file": "\(path)", "variable": "\(Self.variable)"]
        )
    }

    /// The recorder that the environment asks for; `nil` when ``variable`` is unset or empty.
    ///
    /// For composition only: nothing below it reads the environment.
    package static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        logger: Logger = Logger(label: "sluice.traffic")
    ) throws(RecordingFileError) -> TrafficRecorder? {
        guard let path = environment[variable], !path.isEmpty else { return nil }
        return try TrafficRecorder(path: path, logger: logger)
    }

    /// Records one ended exchange; `response` is `nil` when no whole answer came.
    ///
    /// A failure to write is logged once and harms nothing else.
    func record(
        _ request: OutboundRequest,
        headers: [(String, String)],
        sentAt: Date,
        response: OutboundResponse?
    ) {
        let exchange = RecordedExchange(request, headers: headers, sentAt: sentAt, response: response)
        do {
            try file.append(exchange.line())
        } catch {
            let isFirst = hasFailed.withLock { failed in
                defer { failed = true }
                return !failed
            }
            guard isFirst else { return }
            logger.error(
                "Outbound traffic could not be recorded; further failures are not logged",
                metadata: ["cause": "\(error)"]
            )
        }
    }
}
