/// How pages look: light and dark, from 360 px on.
enum DashboardStyle {
    static let text = """
        :root {
          --ground: #ffffff; --panel: #f4f6f8; --ink: #16202a; --dim: #4e5d6c; --line: #c9d2da; --link: #0b57a4;
          --good: #14622f; --good-ground: #e2f4e7; --bad: #9b1c1c; --bad-ground: #fdeaea; --busy: #734d00;
          --busy-ground: #fff3d6; --button: #0b57a4; --button-ink: #ffffff; --chart: #0b57a4; --chart-fill: #0b57a422;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #10161c; --panel: #1a232c; --ink: #e8eef3; --dim: #a9b8c5; --line: #3a4855; --link: #86c1ff;
            --good: #8fe0a8; --good-ground: #12301d; --bad: #ffb0b0; --bad-ground: #3d1717; --busy: #ffd88a;
            --busy-ground: #3a2c08; --button: #86c1ff; --button-ink: #0b1a28; --chart: #86c1ff; --chart-fill: #86c1ff22;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        a { color: var(--link); }
        a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px;
        }
        .unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 8px; top: 8px; background: var(--ground); padding: 8px; z-index: 2; }
        header, footer { border-bottom: 1px solid var(--line); padding: 8px 16px; display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; }
        footer { border: 0; border-top: 1px solid var(--line); color: var(--dim); justify-content: space-between; }
        .brand { margin: 0; font-weight: 700; font-size: 18px; }
        .brand a { color: inherit; text-decoration: none; }
        nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 4px; margin: 0; padding: 0; }
        nav a { display: inline-block; padding: 6px 10px; border-radius: 6px; text-decoration: none; color: var(--ink); }
        nav a:hover { background: var(--panel); }
        nav a[aria-current] { background: var(--panel); font-weight: 600; box-shadow: inset 0 -3px var(--link); }
        main { max-width: 1100px; margin: 0 auto; padding: 16px; }
        p, dd, li { overflow-wrap: anywhere; }
        main:focus { outline: none; }
        h1 { font-size: 24px; margin: 8px 0 12px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 28px 0 8px; overflow-wrap: anywhere; }
        h3 { font-size: 16px; margin: 16px 0 4px; overflow-wrap: anywhere; }
        .dim { color: var(--dim); font-weight: 400; }
        .truth { font-size: 20px; padding: 14px 16px; border-radius: 8px; margin: 8px 0; background: var(--panel); }
        .truth.good, .notice.good, .badge.good { background: var(--good-ground); color: var(--good); }
        .truth.busy, .badge.busy { background: var(--busy-ground); color: var(--busy); }
        .truth.bad, .notice.bad, .badge.bad { background: var(--bad-ground); color: var(--bad); }
        .changed { position: sticky; top: 8px; z-index: 1; background: var(--busy-ground); color: var(--busy); }
        .changed button { color: inherit; border-color: currentColor; }
        .notice { padding: 10px 14px; border-radius: 8px; }
        .badge { display: inline-block; padding: 1px 8px; border-radius: 999px; background: var(--panel); font-size: 14px; }
        .panel { background: var(--panel); border-radius: 8px; padding: 12px 16px; margin: 12px 0; }
        .panel h2, .panel h3 { margin-top: 0; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 12px; }
        .figures { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 4px 0 8px; }
        .figures div { min-width: 72px; }
        .figures dt { color: var(--dim); font-size: 14px; }
        .figures dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
        th { color: var(--dim); font-weight: 600; font-size: 14px; }
        td.number, th.number { text-align: right; }
        code, .words { font-family: ui-monospace, monospace; font-size: 14px; overflow-wrap: anywhere; }
        .words { background: var(--panel); border-left: 4px solid var(--line); padding: 8px 12px; margin: 6px 0; white-space: pre-wrap; }
        .panel .words { background: var(--ground); }
        form { margin: 0; }
        form.row, .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin: 8px 0; }
        form.stack { display: grid; gap: 6px; max-width: 460px; }
        label { font-weight: 600; }
        input, select { font: inherit; padding: 8px 10px; border: 1px solid var(--dim); border-radius: 6px; background: var(--ground); color: var(--ink); max-width: 100%; min-height: 40px; }
        button, .button { display: inline-block; font: inherit; min-height: 40px; padding: 7px 16px; border: 1px solid var(--button); border-radius: 6px; background: var(--button); color: var(--button-ink); cursor: pointer; text-decoration: none; }
        button.quiet, .button.quiet { background: transparent; color: var(--link); }
        button.danger { background: transparent; color: var(--bad); border-color: var(--bad); }
        button:disabled { opacity: .7; cursor: progress; }
        .timeline { list-style: none; margin: 8px 0; padding: 0 0 0 16px; border-left: 3px solid var(--line); }
        .timeline li { margin: 0 0 14px; }
        .timeline time, .when { color: var(--dim); font-size: 14px; display: block; font-variant-numeric: tabular-nums; }
        .timeline .bad { border-left: 4px solid var(--bad); padding-left: 10px; margin-left: -16px; }
        dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
        dl.facts dt { color: var(--dim); }
        dl.facts dd { margin: 0; }
        progress { width: 160px; max-width: 100%; height: 12px; accent-color: var(--link); }
        figure { margin: 8px 0; }
        figcaption { font-size: 14px; color: var(--dim); }
        svg.chart { width: 100%; height: auto; display: block; }
        svg.chart text { fill: var(--dim); font: 11px system-ui, sans-serif; }
        svg.chart .axis { stroke: var(--dim); stroke-width: 1; fill: none; }
        svg.chart .grid { stroke: var(--line); stroke-width: 1; }
        svg.chart .line { stroke: var(--chart); stroke-width: 2; fill: none; }
        svg.chart .area { fill: var(--chart-fill); stroke: none; }
        @media (max-width: 480px) {
          dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 8px; }
          main { padding: 12px; } .truth { font-size: 18px; }
        }
        @media (prefers-reduced-motion: no-preference) { .notice { transition: background .2s; } }
        """
}
