"""What sipp is told to send and to expect, piece by piece. What stands in braces is filled in for each call."""

SOUND = """v=0
o=u 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv"""
INVITE = f"""<send retrans="500"><![CDATA[
INVITE sip:{{service}}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{{caller}}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:{{service}}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{{caller}}@[local_ip]:[local_port]>
Max-Forwards: 70
{{more}}Content-Type: application/sdp
Content-Length: [len]

{SOUND}
]]></send>
<recv response="100" optional="true"/>
"""
INVITE_BARE = INVITE.replace(
    f"Content-Type: application/sdp\nContent-Length: [len]\n\n{SOUND}\n", "Content-Length: 0\n\n"
)
RINGING = '<recv response="180" optional="true"/>\n<recv response="183" optional="true"/>\n'
ANSWERED = """<recv response="200" rrs="true" timeout="90000"><action>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="them"/></action></recv>
"""
ACK = """<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""
ACK_WITH_SOUND = ACK.replace(
    "Content-Length: 0\n", f"Content-Type: application/sdp\nContent-Length: [len]\n\n{SOUND}"
)
TOLD = '<recv request="INFO" timeout="90000"/>\n'
PLAY = '<nop><action><exec play_pcap_audio="{path}"/></action></nop>\n'
HANG_UP = """<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To:[$them]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""
HUNG_UP_ON = """<recv request="BYE" timeout="90000"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""
CANCEL = """<send retrans="500"><![CDATA[
CANCEL sip:{service}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-4]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:{service}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
<recv response="487"/>
"""

ANSWER = """[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:{caller}@[local_ip]:[local_port]>
"""
RUNG = """<recv request="INVITE" timeout="90000" rrs="true"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="them"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="us"/></action></recv>
<Reference variables="us"/>
"""
RINGS = f"<send><![CDATA[\nSIP/2.0 180 Ringing\n{ANSWER}Content-Length: 0\n\n]]></send>\n"
ANSWERS = f"""<send retrans="500"><![CDATA[
SIP/2.0 200 OK
{ANSWER}Content-Type: application/sdp
Content-Length: [len]

{SOUND}
]]></send>
<recv request="ACK"/>
"""
REFUSES = f"""<send retrans="500"><![CDATA[
SIP/2.0 {{status}}
{ANSWER}Content-Length: 0

]]></send>
<recv request="ACK"/>
"""
GIVEN_UP = f"""<recv request="CANCEL" timeout="90000"/>
<send><![CDATA[
SIP/2.0 200 OK
{ANSWER}Content-Length: 0

]]></send>
<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
CSeq: [last_cseq_number] INVITE
Content-Length: 0

]]></send>
<recv request="ACK"/>
"""
REFER_REFUSED = """<send retrans="500"><![CDATA[
REFER [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$us];tag=[pid]s[call_number]
To:[$them]
Call-ID: [call_id]
CSeq: 2 REFER
Contact: <sip:{caller}@[local_ip]:[local_port]>
Refer-To: <sip:{to}@[remote_ip]>
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="603"/>
"""
"""The transfer key of an agent's telephone: it is told that this is not to be had here."""

HANG_UP_ANSWERED = """<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$us];tag=[pid]s[call_number]
To:[$them]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""
