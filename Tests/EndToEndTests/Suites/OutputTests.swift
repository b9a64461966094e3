import Foundation
import Testing

/// What happens where the output cannot be written: no crash, a sentence, a code that says so.
@Suite("Output", .timeLimit(.minutes(3)))
struct OutputTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aFullDiskBehindTheOutputIsSaid() async throws {
        try await Stage.run { stage in
            let child = try ChildProcess(
                URL(filePath: "/bin/sh"),
                ["-c", "exec \"$0\" schema >/dev/full", try SluiceBinary.url().path],
                environment: ProcessInfo.processInfo.environment,
                folder: stage.folder
            )
            let end = await child.ended()
            // Where the one who started it has the signal ignored, it ends by itself.
            #expect([.killed(signal: SIGTERM), .exited(1)].contains(end), "\(end)")
            #expect(child.errors.text.contains("cannot write the output"))
        }
    }
}
