/** Words that have broken readers of YAML, of numbers, of addresses, terminals, or plain JavaScript objects. */

const words = (text: string): readonly string[] => text.split(" ")

const YAML = [
  ...words("? - : , [ ] { } # & * ! | > ' \" % @ ` ~ < = / \\ --- ... [[ ]] {{ }} {} [] '' \"\" |2 >- << &x *x *y !x"),
  ...words("!!binary !!set !!str !!float !!omap null true no 0o17 1:30 2001-12-14"),
  ...["- -", "? ?", "%YAML 1.1", '"\\e[31m"', '"\\0"', '"\\ud800"', '"\\U0010FFFF"', '"\\UFFFFFFFF"'],
]

const OBJECTS = words("__proto__ constructor toString valueOf hasOwnProperty length prototype")

/** What acts on a terminal, ends a line somewhere, marks an order of bytes or is no character at all. */
const CHARACTERS = [
  ...words(
    "\0 \t \r \r\n \n \u001b[31m \u0007 \u0085 \u009b \u2028 \u202e \ufeff \ufffd \u{10ffff} \ud800 \ufb00 \u00e9",
  ),
]

const LENGTHS = [
  ...["a".repeat(20), "a".repeat(2_000), "[".repeat(2_000), "- ".repeat(300), "9".repeat(400), "a\n".repeat(50)],
]

const ADDRESSES = [
  ...words("0.0.0.0 255.255.255.255 127.0.0.1 10.0.0.1:0 999.1.1.1 :: ::1 ff02::1 fe80::1%eth0 [::1]:1"),
  ...words("::ffff:192.0.2.1 0.0.0.0/0 ::/0 10.0.0.0/33 10.0.0.1/8 10.0.0.0/-1 !0.0.0.0/0 64:ff9b::/96 fd00::/8"),
]

/** Right in one place, and wrong in another. */
const SCENARIOS = [
  ...words("internet all none never service kubernetes static kubespan a b home eth0 linux nat nat64 nptv6 clat"),
  ...words("block overload sequential random snat masquerade cgn linux-bare address-dependent port-range capacity"),
  ...words("0s 1us -1s 3650d 999999999d 1s1s +36500d 100% 0% 100.0001% 1kbit 999999Gbit"),
]

export const NASTY: readonly string[] = [...YAML, ...OBJECTS, ...CHARACTERS, ...LENGTHS, ...ADDRESSES, ...SCENARIOS]

export const ABSURD_NUMBERS = words(
  "0 -0 -1 1 2 0.5 1e308 1e999 -1e999 .nan .inf 0x7f 0b1 1_000 +1 007 255 256 65535 65536 1500 1e15 1000000 1000001 " +
    "9007199254740991 9007199254740993 99999999999999999999999999",
)
