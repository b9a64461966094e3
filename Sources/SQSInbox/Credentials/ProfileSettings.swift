import Foundation

/// Which profile of which files.
package struct ProfileSettings: Sendable, Hashable {
    package var profile: String
    /// Whether somebody asked for this one, so that its absence is a mistake.
    package var isNamed: Bool
    package var credentialsFile: String
    package var configurationFile: String

    /// - Parameters:
    ///   - variables: of the environment.
    ///   - profile: one that the configuration names.
    package init(_ variables: [String: String], profile: String? = nil) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let named = profile ?? value("AWS_PROFILE")
        self.profile = named ?? "default"
        isNamed = named != nil
        let home = value("HOME") ?? NSHomeDirectory()
        credentialsFile = value("AWS_SHARED_CREDENTIALS_FILE") ?? "\(home)/.aws/credentials"
        configurationFile = value("AWS_CONFIG_FILE") ?? "\(home)/.aws/config"
    }

    /// What both files say; keys of the credentials' file count before those of the other.
    ///
    /// - Returns: values by key, by profile; nothing where there is no file.
    /// - Throws: ``CredentialFailure`` for a file that cannot be read.
    package func profiles() throws(CredentialFailure) -> [String: [String: String]] {
        var all = try read(configurationFile, isConfiguration: true)
        for (name, values) in try read(credentialsFile, isConfiguration: false) {
            all[name, default: [:]].merge(values) { _, own in own }
        }
        return all
    }

    private func read(_ file: String, isConfiguration: Bool) throws(CredentialFailure) -> [String: [String: String]] {
        guard FileManager.default.fileExists(atPath: file) else { return [:] }
        guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 20 else {
            throw CredentialFailure("\(file) cannot be read", needsPerson: true)
        }
        return ProfileFile(String(decoding: data, as: UTF8.self), isConfiguration: isConfiguration).profiles
    }
}
