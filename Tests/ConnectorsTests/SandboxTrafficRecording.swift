import Sandbox

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
private let systemWrite = Glibc.write
#elseif canImport(Musl)
import Musl
private let systemWrite = Musl.write
#elseif canImport(Darwin)
import Darwin
private let systemWrite = Darwin.write
#endif

/// Appends exchanges to the file that `SLUICE_RECORD_SANDBOX` names, for the contract check; else does nothing.
///
/// Not the variable that Sluice itself records to: these tests also send what must be refused.
enum SandboxTrafficRecording {
    static func append(
        _ method: String,
        _ url: String,
        _ body: SandboxJSON?,
        _ answer: SandboxAccount.Answer,
        at moment: SandboxTime
    ) {
        guard let path = ProcessInfo.processInfo.environment["SLUICE_RECORD_SANDBOX"],
            url.contains("/_sandbox") == false
        else { return }
        var headers: [SandboxJSON.Member] = [.init("authorization", "Bearer ***")]
        if body != nil { headers.append(.init("content-type", "application/json")) }
        let line: SandboxJSON = [
            "at": .string(moment.isoMilliseconds), "system": "hubspot", "method": .string(method),
            "url": .string(url), "request_headers": .object(headers), "request_body": .text(body?.rendered),
            "status": .integer(answer.status),
            "response_headers": .object(
                answer.headers.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }
            ),
            "response_body": answer.text.isEmpty ? nil : .string(answer.text),
        ]
        write(line.bytes + [0x0A], to: path)
    }

    /// One write for each line, so that tests that run side by side can share the file.
    private static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { return }
        _ = systemWrite(file, bytes, bytes.count)
        close(file)
    }
}
