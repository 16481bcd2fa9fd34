"""What to do in an LMS to take our packages in, step by step. Pure data: message ids, drawn by the guide's pages.

Names on the LMS's own screens stand in Japanese with the English in brackets, as both occur. They were written down from
the vendors' own documentation; screens differ by version and by what an administrator has switched on, and every page says so.
"""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of a form: what it is called, what to choose, and what goes wrong otherwise."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Guide:
    """``key`` stands in the address and names a preset of packages, which knows the edition and the grain; ``reason`` says why
    those. ``renewal``: how a new version of a package takes the place of the one before."""

    key: str
    name: str
    versions: str
    reason: str
    steps: tuple[str, ...]
    settings: tuple[Setting, ...]
    checks: tuple[str, ...]
    report: str
    learner: str
    renewal: str
    not_saved: tuple[str, ...]


MOODLE = Guide(
    "moodle", "Moodle", "Moodle 4.5 と 5.x の画面の言葉で書いています。",
    "Moodleが十分に対応しているのは SCORM 1.2 です。講義ごとにすると、講義の一つ一つに完了の印と点が残ります。",
    steps=(
        "コースを開き、画面右上の「編集モード」(Edit mode)を入れます。",
        "置きたいセクションで「活動またはリソースを追加する」(Add an activity or resource)を押し、「SCORMパッケージ」(SCORM package)を"
        "選びます。5.x では「コンテンツを追加する」(Add content)の中にあります。",
        "「名称」(Name)に、講義の名前を入れます。",
        "「パッケージ」(Package)のタイプは「アップロード済みパッケージ」(Uploaded package)のまま、zipファイルを置きます。"
        "zipファイルは、解凍しないでください。",
        "下の表のとおりに設定して、「保存して表示する」(Save and display)を押します。これを講義ごとにくり返します。",
    ),
    settings=(
        Setting("パッケージの表示(Display package)", "新しいウィンドウ(New window)。幅と高さは 100パーセント",
                "画面が広くなり、学習の途中でほかの画面に移る間違いが減ります。"),
        Setting("プレイヤーでコース構造を表示する(Display course structure in player)", "無効(Disabled)",
                "講義が一つなので、要りません。教材の幅が広くなります。"),
        Setting("プレビューモードを無効にする(Disable preview mode)", "はい(Yes)", "プレビューでは、何も保存されません。"),
        Setting("評定方法(Grading method)", "最高評点(Highest grade)", "理解度確認テストの点が、100点満点で残ります。"),
        Setting("受験回数(Number of attempts)", "無制限(Unlimited attempts)", "回数を限ると、続きを開けなくなることがあります。"),
        Setting("新しい受験を強制する(Force new attempt)", "いいえ(No)", "「はい」では、開くたびに最初からになります。"),
        Setting("完了を強制する(Force completed)", "いいえ(No)", "「はい」では、学んでいなくても完了になります。"),
        Setting("最終受験後、ロックする(Lock after final attempt)", "いいえ(No)", "修了した方が、復習のために開けます。"),
        Setting("活動完了(Activity completion)", "必要なステータス(Require status)で「パス」(Passed)と「完了」(Completed)の両方を選ぶ",
                "SCORM 1.2 では、テストに合格すると「完了」に代わって「パス」が届くためです。"),
    ),
    checks=("試しの受講者は、教師とは別のアカウントを「学生」(Student)の役割で登録して使います。",),
    report="コースの「レポート」(Reports)の「活動完了」(Activity completion)を開き、いちばん下の"
           "「スプレッドシートフォーマット(UTF-8 .csv)でダウンロードする」(Download in spreadsheet format (UTF-8 .csv))で保存します。"
           "得点は、「評定」(Grades)の「エクスポート」(Export)の「プレインテキストファイル」(Plain text file)に入っています。"
           "どちらも、全部の講義をまとめて、そのまま送れます。活動ごとのSCORMのレポートには、完了が入っていません。",
    learner="ふつうは、Moodleのユーザ名(username)です。",
    renewal="活動の「設定」(Settings)でzipファイルを入れ替えて保存します。講義の識別子は版が変わっても同じなので、受講者の記録は残ります。"
            "受講者が開いていない時間に行ってください。",
    not_saved=("新しいウィンドウが開かないときは、ブラウザーでこのサイトのポップアップを許可します。",
               "「受験回数」や「完了を強制する」が上の表のとおりかを確かめます。",
               "完了した講義を開くと、見直しのための表示になり、記録は変わりません。点を上げたい受講者は、開く前に"
               "「新しい受験を開始する」(Start a new attempt)を選びます。そのときは、最初から学び直します。"),
)
CANVAS = Guide(
    "canvas", "Canvas", "Canvas の「SCORM」ツール(コースのメニューに出るもの)の画面の言葉で書いています。",
    "Canvasでは、一つのパッケージが一つの課題と一つの点になります。講義ごとにすると、どの講義を修了したかが分かります。",
    steps=(
        "コースの「設定」(Settings)の「ナビゲーション」(Navigation)で「SCORM」を有効にし、保存します。"
        "一覧に「SCORM」がないときは、Canvasの管理者に頼んでください。",
        "コースのメニューから「SCORM」を開き、「アップロード」(Upload)でzipファイルを選びます。zipファイルは、解凍しないでください。",
        "取り込み方(Import As)で「成績の付く課題」(Graded Assignment)を選び、配点(Points)を 100 にします。",
        "できた課題(Assignment)を開いて「編集」(Edit)を押し、下の表のとおりに設定します。",
        "「保存して公開」(Save & Publish)を押し、モジュール(Modules)に加えます。これを講義ごとにくり返します。",
    ),
    settings=(
        Setting("取り込み方(Import As)", "成績の付く課題(Graded Assignment)", "「ページ」(Page)では、点も修了も残りません。"),
        Setting("配点(Points)", "100", "理解度確認テストの点は、100点満点で送られます。"),
        Setting("新しいタブで読み込む(Load This Tool In A New Tab)", "入れる", "小さい枠の中より読みやすくなります。"),
        Setting("提出の回数(Submission Attempts)", "無制限(Unlimited)", "続きから始めることと、復習ができます。"),
    ),
    checks=("教師の「学生として表示」(View as Student)ではなく、学生として登録した試しの受講者で開きます。",),
    report="「成績」(Grades)の「書き出す」(Export)から、CSVで保存できます。全部の講義をまとめて、そのまま送れます。"
           "成績表には得点だけが入るので、完了は、SCORMツールの画面のレポートで送ります。",
    learner="Canvasが付けるIDで、画面には出ないことがあります。試しの受講者の結果を送って、届いた結果で確かめてください。",
    renewal="受講が始まったあとは、差し替えずに、新しい課題として加えるのが安全です。差し替えの方法と、前の記録の残り方は、"
            "お使いの画面で確かめてください。",
    not_saved=("Canvasのサインインが切れていることがあります。別のタブでサインインし直してから、元のタブでもう一度保存します。",),
)
BLACKBOARD = Guide(
    "blackboard", "Blackboard", "Blackboard の Ultra コースビューの画面の言葉で書いています。",
    "Blackboardでは、パッケージごとに成績の列ができます。講義ごとにすると、どの講義を修了したかが分かります。",
    steps=(
        "コースの「コースコンテンツ」(Course Content)で、置きたい場所の「+」を押し、「作成」(Create)を選びます。",
        "「SCORMパッケージ」(SCORM package)を選び、「SCORMパッケージをアップロード」(Upload SCORM package)でzipファイルを送ります。"
        "zipファイルは、解凍しないでください。",
        "ファイルの確認が終わると、設定(SCORM Settings)が開きます。下の表のとおりに設定します。",
        "「保存」(Save)を押し、受講者に表示される(Visible to students)ようにします。これを講義ごとにくり返します。",
    ),
    settings=(
        Setting("SCORMを採点する(Grade SCORM)", "入れる。最高点(Maximum score)は 100",
                "成績表に列ができます。取り込んだあとでは変えられません。"),
        Setting("受験できる回数(Attempts allowed)", "無制限(Unlimited)", "続きから始めることと、復習ができます。"),
        Setting("期限(Due date)", "受講期間の最後の日", "過ぎてからの結果は、研修に数えられないことがあります。"),
    ),
    checks=("教員の「学生としてプレビュー」(Student Preview)でも確かめられますが、終わりに、本当の受講者の役割で一度確かめてください。",
            "成績には、点の付いた最後の受験(Last attempt with a grade)が使われます。"
            "修了したあとに開いて閉じても、点が下がらないことを確かめます。"),
    report="「成績表」(Gradebook)の「ダウンロード」(Download Grades)から、CSVで保存できます。全部の講義をまとめて、そのまま送れます。"
           "成績表には得点だけが入ります。完了も届けるときは、結果ファイルか配信を使います。",
    learner="Blackboardが付けるIDで、ユーザ名と違うことがあります。試しの受講者の結果を送って、届いた結果で確かめてください。",
    renewal="受講が始まったあとは、差し替えずに、新しい項目として加えるのが安全です。採点の設定は、取り込んだあとでは変えられません。",
    not_saved=("教材が開かないときは、ブラウザーでこのサイトのポップアップを許可します。",),
)
SCORM_CLOUD = Guide(
    "scorm-cloud", "SCORM Cloud", "SCORM Cloud の画面は英語です。2025年ごろの画面の言葉で書いています。",
    "SCORM Cloudは、どの規格にも対応しています。取り込みを試す場所としても使えます。",
    steps=(
        "左のメニューの「Library」を開き、「Add Content」を押します。",
        "「Import a SCORM, AICC, xAPI or cmi5 Package」を選び、zipファイルを送ります。zipファイルは、解凍しないでください。",
        "取り込みが終わるとコースのページが開きます。警告(Parser Warnings)が出ていないことを確かめます。",
        "「Launch」で開いて試します。試した記録は、受講者の記録には入りません。",
        "受講者に届けるときは「Invitations」で招待を作ります。",
    ),
    settings=(
        Setting("招待の種類(Invitation type)", "Private Invitation(一人ずつ)",
                "メールアドレスが学習者IDになり、だれの結果かが分かります。"),
        Setting("招待の期限(Expiration)", "受講期間の最後の日", "期間のあとの結果は、研修に数えられないことがあります。"),
        Setting("開き方(Launch in)", "新しいウィンドウ(New Window)", "画面が広くなり、読みやすくなります。"),
    ),
    checks=("「Launch」で途中まで進めて閉じ、もう一度開いて続きから始まることを確かめます。",
            "うまくいかないときは、「Launch History」の「Debug Log」に、保存のやり取りが残っています。"),
    report="「Reports」または招待のページから、CSVで保存できます。",
    learner="個別の招待では、ふつうは受講者のメールアドレスです。登録されているアドレスと同じなら、学習者IDの登録は要りません。",
    renewal="コースのページで新しい版(New Version)を取り込みます。始めている方は前の版のまま、新しく始める方から新しい版になります。",
    not_saved=("月ごとの登録数(Registrations)の上限に達すると、新しく始められません。「Account」で残りを確かめます。",),
)

GUIDES = {guide.key: guide for guide in (MOODLE, CANVAS, BLACKBOARD, SCORM_CLOUD)}

# The same in every LMS.
CHECKS = (
    "試しの受講者でサインインし、講義を一つ開きます。教材に、保存した時刻が出ることを確かめます。",
    "途中で閉じ、もう一度開いて、続きから始まることを確かめます。",
    "最後まで進め、理解度確認テストに合格します。LMSの側で「完了」と点が付くことを確かめます。",
    "完了したあとにもう一度開いても、完了と点が消えないことを確かめます。",
    "スマートフォンでも一度開きます。",
)
WAYS_HOME = (
    ("配信(薄いパッケージ)", "何もしなくても届きます。学習のたびに、結果が事務局に記録されます。"),
    ("xAPI", "LMSがxAPIのステートメントを送れるときは、送り先を事務局に聞いてください。自動で届きます。"),
    ("結果ファイル", "受講者が教材から保存した「結果ファイル」を、「届いた結果」のページで送ります。"),
    ("LMSのレポート(CSV)", "LMSからCSVを保存し、「届いた結果」のページで送ります。取り込む前に、1行ずつ内容を確かめられます。"),
)
NOT_SAVED = (
    "教材を閉じずに、そのまま待ちます。教材は、保存を自動でくり返します。それまでの学習は、画面の中に残っています。",
    "インターネットにつながっているかを確かめます。",
    "LMSのサインインが切れていないかを確かめます。別のタブでサインインし直してから、元のタブに戻ります。",
    "教師の役割やプレビューで開いていないかを確かめます。これらでは、LMSが保存しないことがあります。",
    "それでも保存できないときは、教材から「結果ファイル」を保存してから閉じます。学習した分は、このファイルで届けられます。",
    "同じことが続くときは、LMSの名前と版、ブラウザーの名前、時刻を添えて、事務局に知らせてください。",
)
