/// A connector whose CRM takes its setup as a folder of files, for administrators who let no API make fields.
package protocol DeployableSetup: Sendable {
    /// The files, the same for the same configuration.
    func setupFiles() -> [SetupFile]
    /// How the folder is put into the CRM, in words.
    var deployment: String { get }
}

/// One file of such a folder.
package struct SetupFile: Sendable, Hashable {
    /// Relative to the folder.
    package var path: String
    package var text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
