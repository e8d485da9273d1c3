/** Ways out of a page: names whose mere use starts something that the logon pages of Microsoft's products do not do. */
export const CHANNELS = words(
  'XMLHttpRequest XDomainRequest fetch sendBeacon WebSocket EventSource RTCPeerConnection webkitRTCPeerConnection mozRTCPeerConnection ' +
    'WebTransport Worker SharedWorker serviceWorker importScripts BroadcastChannel localStorage sessionStorage indexedDB openDatabase ' +
    'cookieStore credentials clipboard Image axios superagent jsonp getScript getJSON ajax globalStorage',
);

/** Elements that fetch what they name as soon as a script makes them, or send on what they hold. */
export const ACTIVE_ELEMENTS = words(
  'img image script iframe frame object embed link form video audio source track portal input button base',
);

/** Classes of COM that start requests, touch files or run programs. */
export const ACTIVE_COM = /xmlhttp|winhttp|adodb|wscript|shell\.|filesystemobject|scripting\.|internetexplorer|http/i;

/** Calls that hand on what they are given. */
export const SENDING_CALLS = words(
  'send fetch sendBeacon postMessage open ajax post get getJSON getScript load request put delete setItem pushState replaceState assign navigate write writeln ' +
    'setAttribute setAttributeNS insertAdjacentHTML setRequestHeader importScripts register store writeText execCommand createDataChannel setProperty insertRule ' +
    'WebSocket EventSource Worker SharedWorker RTCPeerConnection Image XMLHttpRequest import cookie add emit publish',
);

/** Members that a browser acts on when they are set. */
export const SENDING_MEMBERS = words(
  'src srcset href action formAction location cookie hash search pathname innerHTML outerHTML srcdoc data background backgroundImage content cssText ' +
    'ping poster title url onmessage returnValue name',
);

/** Calls that give back what they get, or look at it. */
export const HARMLESS_CALLS = words(
  'encodeURIComponent encodeURI decodeURIComponent escape unescape btoa atob String Number Boolean Array Object RegExp parseInt parseFloat isNaN ' +
    'test exec match matchAll indexOf lastIndexOf search includes startsWith endsWith charAt charCodeAt codePointAt fromCharCode substring substr slice split ' +
    'replace replaceAll trim toLowerCase toUpperCase toString valueOf concat join push unshift splice reverse sort stringify parse map forEach filter reduce ' +
    'some every each find keys values entries fromEntries from padEnd padStart localeCompare normalize append set val text focus blur select click ' +
    'serialize serializeArray param then catch encode max min floor round appendChild insertBefore addEventListener attachEvent setTimeout setInterval',
);

/** Of these nothing of the text is in the answer. */
export const TELLING_CALLS = words(
  'test indexOf lastIndexOf search includes startsWith endsWith isNaN hasOwnProperty contains matches focus blur select click localeCompare some every',
);

/** Calls that register what is to happen on an event. */
export const EVENT_CALLS = words(
  'addEventListener attachEvent on bind live delegate one submit keyup keydown keypress input change blur focus click paste mousedown mouseup focusout',
);

/** Calls that find elements by a text. */
export const FINDING_CALLS = words(
  'getElementById getElementsByName getElementsByTagName getElementsByClassName querySelector querySelectorAll namedItem item $ jQuery find closest children siblings $$ ' +
    'gbid byId filter parents',
);

/** Objects of the browser that hold nothing that anybody typed. */
export const PLAIN_GLOBALS = words(
  'window document navigator location screen Math Date JSON history self top parent console undefined null true false NaN Infinity globalThis ' +
    'RegExp Array Object String Number Boolean Error Promise Symbol performance',
);

/** Ways to make code while the page runs, or to hide what is called. */
export const DYNAMIC_NAMES = words(
  'eval execScript fromCharCode fromCodePoint atob constructor Reflect Proxy WebAssembly Function',
);

/** Objects whose members are the browser's: what is called of them by a name that is made up is hidden. */
export const BROWSER_OBJECTS = words('window document self globalThis top parent this frames navigator');

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
