import Foundation
import NIOCore
import SQLStore
import SyncEngine
import SyncModel
import Web

/// Why a server did not start or did not go on, in words that name the mend.
enum ServerFailure {
    static func explained(_ error: any Error, configuration: SluiceConfiguration) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: return failure
        case let problems as DocumentProblems: return .configuration(problems)
        case let failure as StoreFailure:
            return .failed(failure.words(backups: configuration.backupFolder, now: SystemClock().now))
        case let failure as IOError:
            let server = configuration.server
            let addresses = [server.listen, server.adminListen].compactMap { $0 }.map(\.description)
            let address = addresses.joined(separator: " or ")
            return switch failure.errnoCode {
            case EADDRINUSE:
                .failed(
                    "\(address) is taken: another program, perhaps another Sluice, listens there. "
                        + "Stop it, or set another server.listen."
                )
            case EACCES:
                .failed(
                    "\(address) may not be listened on: ports below 1024 need privileges. Set another server.listen."
                )
            case EADDRNOTAVAIL: .failed("\(address) is no address of this machine. Correct server.listen.")
            default: .failed("The server stopped: \(failure)")
            }
        default: return .failed("The server stopped: \(error)")
        }
    }
}
