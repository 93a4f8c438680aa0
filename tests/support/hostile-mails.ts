/**
 * Hostile mail bodies, written for these tests from the shapes that once broke other mail programs. Each must reach
 * nothing outside the app, run nothing and lead nowhere. `u` names the two origins that must stay lonely.
 */
export interface Elsewhere {
  readonly http: string;
  readonly https: string;
}

/** `name` is the subject of the mail. */
export interface AttackMail {
  readonly name: string;
  readonly html: string;
}

/** A mail that is HTML and nothing else. */
export function htmlMail(subject: string, html: string): Buffer {
  const body =
    Buffer.from(html)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return Buffer.from(
    [
      'From: Mallory <mallory@example.net>',
      'To: Reader <reader@example.org>',
      `Subject: ${subject}`,
      'Date: Thu, 01 Jan 2026 08:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      ...body,
      '',
    ].join('\r\n'),
  );
}

/** What a script that runs would leave: three traces, since a sandbox silences alerts. */
const RUN = `top.hostile=1;top.postMessage('hostile','*');top.document.title='hostile'`;
const B64 = (text: string) => Buffer.from(text).toString('base64');
const SVG_RUN = `<svg xmlns='http://www.w3.org/2000/svg' id='x' onload=&quot;${RUN}&quot;><script>${RUN}</script></svg>`;

type Make = (u: Elsewhere) => string;

const scripts: Readonly<Record<string, Make>> = {
  'svg use of data with odd types': () =>
    ['image/s vg+xml', 'image/s\tvg+xml', 'image/s\nvg+xml', 'image/svg+xml']
      .map((type) => `<svg><use href="data:${type};base64,${B64(SVG_RUN)}#x"></use></svg>`)
      .join(''),
  'svg animate of a link': () =>
    ['href ', 'href', 'xlink:href', ' href']
      .map(
        (name) =>
          `<svg><a><animate attributeName="${name}" values="javascript:${RUN};x" to="javascript:${RUN}" from="javascript:${RUN}" by="javascript:${RUN}"/><set attributeName="${name}" to="javascript:${RUN}"/><text x="20" y="20">press</text></a></svg>`,
      )
      .join(''),
  'event handlers of every kind': (u) =>
    `<body onload="${RUN}" onpageshow="${RUN}" onfocus="${RUN}"><img src=x onerror="${RUN}"><img src="${u.https}/a.png" onload="${RUN}"><details open ontoggle="${RUN}"><summary>s</summary></details><video onerror="${RUN}"><source></video><div style="animation:a 1s" onanimationstart="${RUN}" onpointerenter="${RUN}">x</div><style>@keyframes a{}</style><marquee onstart="${RUN}">m</marquee><input autofocus onfocus="${RUN}"><p tabindex=0 autofocus onfocus="${RUN}" ONCLICK="${RUN}">p</p>`,
  'scripts in every spelling': (u) =>
    `<script>${RUN}</script><SCRIPT SRC="${u.https}/a.js"></SCRIPT><script type=module src="${u.http}/m.js"></script><script/x>${RUN}</script><scr<script>ipt>${RUN}</scr</script>ipt><noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript><svg><script>${RUN}</script><script href="${u.https}/a.js"/></svg>`,
  'markup that reads differently a second time': () =>
    [
      `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
      `<svg></p><style><a id="</style><img src=1 onerror=${RUN}>">`,
      `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${RUN}>`,
      `<math><annotation-xml encoding="text/html"><style><img src=x onerror=${RUN}></style></annotation-xml></math>`,
      `<noembed><img title="</noembed><img src onerror=${RUN}>"></noembed><noframes><p id="</noframes><img src onerror=${RUN}>"></noframes>`,
      `<xmp><p title="</xmp><img src onerror=${RUN}>"></xmp><textarea><img title="</textarea><img src onerror=${RUN}>"></textarea>`,
      `<title><a title="</title><img src onerror=${RUN}>"></title><iframe><p title="</iframe><img src onerror=${RUN}>"></iframe>`,
      `<template><p title="</template><img src onerror=${RUN}>"></template><select><template><style></select><img src onerror=${RUN}></style></template></select>`,
      `<select><button><selectedcontent></selectedcontent></button><option><img src onerror=${RUN}></option></select>`,
      `<svg><desc><![CDATA[</desc><script>${RUN}</script>]]></svg><svg><foreignObject><p><style><!--</style><img title="--><img src onerror=${RUN}>"></foreignObject></svg>`,
      `<table><tbody><tr><td><svg><p><style><g title="</style><img src onerror=${RUN}>">`,
    ].join('\n'),
  'comments, declarations and processing instructions': () =>
    `<!--><img src onerror=${RUN}>--><!---><img src onerror=${RUN}>--><! <img src onerror=${RUN}>><?xml version="1.0"?><?php <img src onerror=${RUN}>?><![CDATA[<img src onerror=${RUN}>]]><!--[if gte mso 9]><script>${RUN}</script><![endif]--><!--[if !IE]><!--><img src onerror=${RUN}><!--<![endif]--><!--x--!><img src onerror=${RUN}><html xmlns:ev="http://www.w3.org/2001/xml-events"><p ev:event="load">n</p>`,
  'plaintext swallows the rest': () => `<plaintext><img src onerror=${RUN}>`,
  'elements with a will of their own': (u) =>
    `<base href="${u.https}/"><meta http-equiv="refresh" content="0;url=${u.https}/page"><meta http-equiv="refresh" content="0;url=javascript:${RUN}"><meta http-equiv="Content-Security-Policy" content="default-src *"><link rel="stylesheet" href="${u.https}/a.css"><form action="${u.https}/page" target="_top"><input name="q" formaction="javascript:${RUN}"><button formaction="javascript:${RUN}">go</button></form><object data="${u.https}/page"><embed src="${u.https}/page"></object><applet code="x" codebase="${u.https}"></applet><iframe src="${u.https}/page"></iframe><iframe srcdoc="<script>${RUN}</script>"></iframe><frameset><frame src="${u.https}/page"></frameset><portal src="${u.https}/page"></portal><fencedframe src="${u.https}/page"></fencedframe><dialog open popover id="d">d</dialog><button popovertarget="d" commandfor="d" command="show-modal">b</button><p contenteditable autofocus>c</p>`,
  'names that shadow the page': () =>
    `<form name="body"><input name="parentNode"></form><img name="cookie"><a id="defaultView" name="defaultView" href="x">a</a><form id="documentElement"></form><div id="__proto__"></div><img id="tagline-mail" name="getElementById"><iframe name="ownerDocument"></iframe><p class="tagline-mail">twin</p>`,
  'nested three hundred deep': () => nested(300, RUN),
  'nested with end tags of nobody': () =>
    `${'<b></i>'.repeat(320)}<img src onerror=${RUN}>${'<div title="</div>">'.repeat(320)}`,
};

const remote: Readonly<Record<string, Make>> = {
  'images in every attribute': (u) =>
    `<img src="${u.http}/1.png"><img src="${u.https}/2.png"><img srcset="${u.http}/3.png 1x, ${u.https}/4.png 2x" sizes="100vw"><img src="//${hostOf(u)}/5.png"><img src="\\\\${hostOf(u)}\\6.png"><img lowsrc="${u.http}/7.png" dynsrc="${u.http}/8.png" longdesc="${u.http}/9"><picture><source srcset="${u.https}/10.png"><img></picture><input type="image" src="${u.http}/11.png"><image src="${u.http}/12.png" href="${u.http}/13.png"></image><img src="\thttp\n://${hostOf(u)}/14.png"><img loading=lazy fetchpriority=high src="${u.http}/15.png" attributionsrc="${u.http}/16">`,
  'backgrounds in attributes': (u) =>
    `<body background="${u.http}/1.png"><table background="${u.http}/2.png"><tr background="${u.http}/3.png"><td background="${u.https}/4.png" width="40">x</td></tr></table><div background="${u.http}/5.png">y</div>`,
  'media elements': (u) =>
    `<video src="${u.http}/1.mp4" poster="${u.https}/2.png" autoplay><track src="${u.http}/3.vtt" default></video><audio src="${u.http}/4.mp3" autoplay></audio><video><source src="${u.http}/5.mp4"></video><bgsound src="${u.http}/6.mp3">`,
  'hints that connect early': (u) =>
    [
      'preconnect',
      'dns-prefetch',
      'prefetch',
      'preload',
      'modulepreload',
      'prerender',
      'stylesheet',
      'icon',
      'manifest',
      'expect',
      'search',
      'pingback',
      'dns-prefetch preconnect',
    ]
      .flatMap((rel) => [
        `<link rel="${rel}" href="${u.http}/${rel}" as="image">`,
        `<link rel="${rel}" as="image" imagesrcset="${u.https}/${rel} 1x" imagesizes="1px" href="${u.https}/${rel}" crossorigin>`,
      ])
      .join('') +
    `<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${u.https}/s"]}]}</script><meta http-equiv="Link" content="<${u.https}>; rel=preconnect">`,
  'inline styles that load': (u) =>
    [
      `background:url(${u.http}/1)`,
      `background-image:image-set('${u.http}/2' 1x)`,
      `background-image:-webkit-image-set(url(${u.http}/3) 1x)`,
      `background-image:cross-fade(url(${u.http}/4),url(${u.https}/5),50%)`,
      `background-image:image('${u.http}/6')`,
      `background-image:src('${u.http}/7')`,
      `--x:url(${u.http}/8);background-image:var(--x)`,
      `background-image:var(--none,url(${u.http}/9))`,
      `list-style-image:url(${u.http}/10);display:list-item`,
      `border-image:url(${u.http}/11) 30 round;border:9px solid`,
      `cursor:url(${u.http}/12),auto`,
      `content:url(${u.http}/13)`,
      `mask-image:url(${u.http}/14);-webkit-mask:url(${u.https}/15)`,
      `filter:url(${u.http}/16#f);clip-path:url(${u.http}/17#c)`,
      `shape-outside:url(${u.http}/18);float:left`,
      `offset-path:url(${u.http}/19#p)`,
      `fill:url(${u.http}/20);stroke:url(${u.http}/21);marker:url(${u.http}/22)`,
      `-moz-binding:url(${u.http}/23);behavior:url(${u.http}/24)`,
      `background:attr(title type(<url>))`,
      `background-image:element(#x),-moz-element(#x)`,
      `width:expression(${RUN.replaceAll(';', ',')})`,
    ]
      .map((style) => `<div title="${u.http}/t" style="${style}">a</div>`)
      .join(''),
  'inline styles in disguise': (u) =>
    [
      String.raw`background:u\72l(${u.http}/1)`,
      String.raw`b\61 ckground-image:\75\72\6c('${u.http}/2')`,
      `background:u/**/rl(${u.http}/3)`,
      `background:url/**/(${u.http}/4);background:URL(${u.http}/5)`,
      `background:url(&quot;${u.http}/6&quot;`,
      `color:red;/*;background:url(${u.http}/7)*/background:url(${u.https}/8)`,
      `font-family:'x\\';background:url(${u.http}/9)'`,
      String.raw`content:'\0026quot;);background:url(${u.http}/10)'`,
      `background:\nurl(\n${u.http}/11\n)`,
      `{background:url(${u.http}/12)} }; background:url(${u.http}/13)`,
      `background:url(${u.http}/14) !important;;background:none url( ${u.https}/15 )`,
      `background:\u{ff55}rl(${u.http}/16)`,
    ]
      .map((style) => `<div style="${style}">b</div>`)
      .join(''),
  'style sheets that import': (u) =>
    [
      `@import '${u.http}/1.css';`,
      `@import url(${u.https}/2.css) layer(x) supports(display:grid) screen;`,
      `@charset "utf-8";@import "${u.http}/3.css"`,
      String.raw`@\69mport '${u.http}/4.css';`,
      `@im/**/port '${u.http}/5.css';@namespace url(${u.http}/6);`,
      `<!--@import '${u.http}/7.css';-->`,
    ]
      .map((sheet) => `<style>${sheet}\n.k{color:red}</style>`)
      .join(''),
  'style sheets with groups of every kind': (u) =>
    `<style>
@font-face{font-family:f;src:url(${u.http}/1.woff2)}
@font-face{font-family:g;src:local('x'),url(${u.https}/2.woff2) format('woff2')}
body,p{font-family:f,g}
@media all{p{background:url(${u.http}/3)} @media screen{p::before{content:url(${u.http}/4)}}}
@supports (display:grid){p{background:url(${u.http}/5)}}
@layer a{p{background:url(${u.http}/6)}}
@container (min-width:1px){p{background:url(${u.http}/7)}}
@scope (body){p{background:url(${u.http}/8)}}
@starting-style{p{background:url(${u.http}/9)}}
@keyframes k{from{background:url(${u.http}/10)}to{background:url(${u.http}/11)}}
@property --p{syntax:'<url>';inherits:true;initial-value:url(${u.http}/12)}
@page{background:url(${u.http}/13)}
@counter-style c{system:cyclic;symbols:url(${u.http}/14)}
@font-palette-values --v{font-family:f}
@view-transition{navigation:auto}
@position-try --t{top:0}
@-moz-document url-prefix(){p{background:url(${u.http}/15)}}
p{animation:k 1s infinite;list-style:c;background:var(--p)}
div{p &{background:url(${u.http}/16)} .x{background:url(${u.http}/17)} color:red}
p::after{content:'';background:url(${u.http}/18)}
p::first-line{background:url(${u.http}/19)}
::selection{background:url(${u.http}/20)}
::-webkit-scrollbar{background:url(${u.http}/21)}
html{background:url(${u.http}/22)} :root{--r:url(${u.http}/23);background:var(--r)}
</style><p class=x>text <div class=x>more</div></p>`,
  'style sheets that do not end': (u) =>
    [
      `<style>p{background:url(${u.http}/1`,
      `<style>p{color:red;}}}} p{background:url(${u.http}/2)}</style>`,
      `<style>/* p{} </style><p style="background:url(${u.http}/3)">*/</p>`,
      `<style>p{x:'</style><style>';background:url(${u.http}/4)}</style>`,
      `<style>p{background:url('${u.http}/5\n)} p{background:url(${u.http}/6)}</style>`,
    ]
      .reverse()
      .join('\n'),
  'selectors that read the page': (u) =>
    `<style>a[href*="a"]{background:url(${u.http}/1)} :has(p){background:url(${u.http}/2)} p:hover{background:url(${u.http}/3)} a:visited{background:url(${u.http}/4)} p:nth-child(1 of p){content:url(${u.http}/5)} :target{background:url(${u.http}/6)} @media (prefers-color-scheme:dark){p{background:url(${u.http}/7)}} @media (min-width:1px){p{background:url(${u.http}/8)}} @media print{p{background:url(${u.http}/9)}}</style><p>x</p><a href="https://www.example.com/a">a</a>`,
  'filters and pictures of svg': (u) =>
    `<svg><filter id=f><feImage href="${u.http}/1"/></filter><image href="${u.http}/2" xlink:href="${u.https}/3"/><rect fill="url(${u.http}/4#a)" mask="url(${u.http}/5#b)" cursor="url(${u.http}/6)" style="fill:url(${u.http}/7)"/><use href="${u.https}/8#x"/><style>rect{fill:url(${u.http}/9)}</style><animate attributeName="href" values="${u.http}/10"/></svg><math href="${u.http}/11"><maction actiontype="statusline" xlink:href="${u.http}/12">m</maction></math><img src="data:image/svg+xml;base64,${B64(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${u.http}/13"/></svg>`)}"><img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>">`,
  'links that tell when pressed': (u) =>
    `<a href="https://www.example.com/" ping="${u.http}/ping" attributionsrc="${u.http}/a" download>p</a><a href="${u.https}/b" rel="preconnect prefetch">q</a><q cite="${u.http}/1">q</q><blockquote cite="${u.http}/2">b</blockquote><del cite="${u.http}/3">d</del><body link="${u.http}/4"><html manifest="${u.http}/5"><head profile="${u.http}/6">`,
  'pictures that only claim to be in the mail': (u) =>
    `<img src="cid:nobody@example.com"><img src="cid:${u.http}/1"><img src="mid:x"><img src="blob:${u.http}/2"><img src="filesystem:${u.http}/3"><img src="data:text/html;base64,${B64(`<img src=${u.http}/4>`)}"><img src="view-source:${u.http}/5"><img src="/bridge"><img src="healthz"><img src="?x"><img src="file:///etc/hostname">`,
};

/** Bodies that must stay inside their box; none of them may reach out or run either. */
const redress: Readonly<Record<string, Make>> = {
  'boxes that leave the frame': () =>
    `<style>body,html{position:fixed!important;inset:-2000px;z-index:2147483647!important;background:#f0f!important}</style><div style="position:fixed;inset:-999px;background:#f0f;z-index:2147483647">fixed</div><div style="position:absolute;top:-500px;left:-500px;width:3000px;height:3000px;background:#f0f;z-index:99999">absolute</div><div style="position:sticky;top:0;margin:-900px;padding:900px;background:#f0f">margin</div><div style="transform:translate(-800px,-800px) scale(9);background:#f0f">transform</div><p style="text-indent:-9999px;box-shadow:0 0 0 5000px #f0f;outline:4000px solid #f0f">shadow</p>`,
  'boxes as tall as their window': () =>
    `<style>html,body{height:100%;min-height:100vh;padding:30px}</style><div style="height:120vh;margin:10px;background:#fe9">taller than the window</div><div style="min-height:calc(100dvh + 40px)">and again</div>`,
};

const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');

/** Bodies of a few thousand elements that would hold the page for a minute or for ever while it is laid out. */
const endless: Readonly<Record<string, Make>> = {
  'columns in columns': () =>
    `<style>div{columns:50;height:10px}</style>${'<div>'.repeat(9)}${'<p>x</p>'.repeat(500)}${'</div>'.repeat(9)}`,
  'selectors that look at every neighbour': () =>
    `<style>${times(400, (at) => `p:has(~ p ~ p ~ p.x${at}) ~ p{color:red}`)}${times(400, (at) => `* ~ * ~ * > * ~ *.n${at} ~ *{color:red}`)}${times(800, (at) => `p:nth-child(${at}n of p:not(.y) ~ p){color:red}`)}</style>${'<p class=x1>x'.repeat(2_400)}`,
  'cells across thousands of cells': () =>
    `<table border>${times(200, () => `<tr>${'<td colspan=1000 rowspan=65534>x'.repeat(20)}`)}</table><style>i{counter-increment:${times(300, (at) => `c${at} `)}} i::before{content:${times(300, (at) => `counters(c${at},'.')`)}}</style>${'<i></i>'.repeat(500)}`,
};

export function attackMails(u: Elsewhere): readonly AttackMail[] {
  return [scripts, remote, redress, endless].flatMap((group) =>
    Object.entries(group).map(([name, make]) => ({ name, html: `<p>Before.</p>\n${make(u)}` })),
  );
}

/** Addresses a link may not lead to; in every one a press must do nothing at all. */
export function hostileLinks(u: Elsewhere): readonly string[] {
  return [
    `javascript:${RUN}`,
    `JaVaScRiPt:${RUN}`,
    ` javascript:${RUN}`,
    `java\tscript:${RUN}`,
    `java\nscript:${RUN}`,
    `&#106;avascript:${RUN}`,
    `java&#x0A;script:${RUN}`,
    `javascript&colon;${RUN}`,
    `\u0001javascript:${RUN}`,
    `javascript://example.com/%0a${RUN}`,
    `vbscript:${RUN}`,
    `livescript:${RUN}`,
    `data:text/html,<script>${RUN}</script>`,
    `data:text/html;base64,${B64(`<script>${RUN}</script>`)}`,
    `data:image/svg+xml,<svg onload="${RUN.replaceAll("'", '&#39;')}"/>`,
    `blob:${u.https}/x`,
    'file:///etc/hostname',
    'view-source:about:blank',
    'about:blank',
    'about:config',
    `filesystem:${u.http}/x`,
    `feed:${u.http}/`,
    `jar:${u.http}/!/`,
    `ws://127.0.0.1/`,
    `ftp://127.0.0.1/`,
    `intent://x#Intent;scheme=http;end`,
    'ms-settings:',
    'chrome://settings',
    'resource://gre/',
    'imap://user@127.0.0.1/',
    'cid:picture@example.com',
    '/healthz',
    '/mail',
    'bridge',
    '?reload=1',
    '#f=Trash',
    `//${hostOf(u)}/x`,
    `\\\\${hostOf(u)}\\x`,
    './../',
    '',
  ];
}

/** The links above as one mail; each link's text is its number. */
export function linkMail(u: Elsewhere): string {
  return hostileLinks(u)
    .map(
      (href, index) => `<p><a href="${href.replaceAll('"', '&quot;')}" target="_top">link ${index}</a></p>`,
    )
    .join('\n');
}

/** `levels` elements around a text; the deepest one would run a script. */
export function nested(levels: number, inside = ''): string {
  const names = ['div', 'span', 'blockquote', 'section', 'b'];
  const tags = Array.from({ length: levels }, (_, index) => names[index % names.length] ?? 'div');
  const open = tags.map((name) => `<${name}>`).join('');
  const close = tags
    .toReversed()
    .map((name) => `</${name}>`)
    .join('');
  return `${open}In the deep.<img src onerror="${inside}">${close}`;
}

function hostOf({ http }: Elsewhere): string {
  return new URL(http).host;
}
