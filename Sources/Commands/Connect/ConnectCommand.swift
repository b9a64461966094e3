import ArgumentParser

/// `sluice connect`: lets whoever owns an account agree in the browser.
struct ConnectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Connect an account whose owner must agree in the browser.",
        discussion: "Example: sluice connect shopify --store acme",
        subcommands: [ConnectShopifyCommand.self]
    )
}
