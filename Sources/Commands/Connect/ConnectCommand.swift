import ArgumentParser

/// `sluice connect`: lets whoever owns an account agree in the vendor's own pages.
struct ConnectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect an account whose owner must agree in the browser.",
        discussion: """
            Example: sluice connect shopify --store acme
            Example: sluice connect zoho --destination zoho --code 1000.…
            """,
        subcommands: [ConnectShopifyCommand.self, ConnectZohoCommand.self]
    )
}
