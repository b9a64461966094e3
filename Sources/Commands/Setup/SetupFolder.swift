import Foundation
import SyncModel

/// Writes what an administrator deploys by hand, for connectors that have such a folder.
enum SetupFolder {
    /// Written beside the configuration, over what setup wrote there before.
    ///
    /// - Parameters:
    ///   - connector: any connector.
    ///   - destination: names the folder.
    ///   - configuration: says where it stands.
    /// - Returns: Where it is and how it is deployed; nothing for connectors without one.
    static func write(
        _ connector: any CRMConnector,
        _ destination: DestinationName,
        _ configuration: SluiceConfiguration
    ) -> [Finding] {
        guard let deployable = connector as? any DeployableSetup else { return [] }
        let folder = URL(fileURLWithPath: configuration.file).deletingLastPathComponent()
            .appending(path: "\(destination).setup", directoryHint: .isDirectory)
        do {
            for file in deployable.setupFiles() {
                let url = folder.appending(path: file.path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(file.text.utf8).write(to: url)
            }
        } catch {
            return [
                Finding(
                    .warning,
                    "folder \(folder.lastPathComponent)",
                    "could not be written: \(error.localizedDescription)",
                    fix: "make the configuration's folder writable, or deploy the fields by hand"
                )
            ]
        }
        return [
            Finding(
                .fine,
                "folder \(folder.lastPathComponent)",
                "holds the fields and rights for an administrator; where setup could not make them, \(deployable.deployment)"
            )
        ]
    }
}
